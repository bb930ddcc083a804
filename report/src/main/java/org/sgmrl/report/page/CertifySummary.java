package org.sgmrl.report.page;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sgmrl.oracle.EstimatorVariant;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.ConvergenceStudy;
import org.sgmrl.run.certify.DrawRequest;
import org.sgmrl.run.certify.SampledEstimator;
import org.sgmrl.run.settings.SettingKey;

/// A certificate in the terminal.
public final class CertifySummary {
    /// How often a right program would be suspected.
    static final double FALSE_ALARM = 1e-3;

    private CertifySummary() {}

    public static void print(Certificate c, PrintWriter out) {
        out.println(title(c));
        out.printf(
                Locale.ROOT,
                "V = %s   ‖∇V‖ = %s%n",
                number(c.exact().value()),
                number(c.exact().gradient().norm()));
        out.println();
        estimators(c, out);
        flows(c, out);
        convergence(c, out);
        constants(c, out);
    }

    /// The problem and the adaptation in one line.
    static String title(Certificate c) {
        return String.format(
                Locale.ROOT,
                "%s: %d %s, %d actions, %d %s, H = %d, γ = %s; ζ = %d, D_in = %d, α = %s",
                c.name(),
                c.problem().states(),
                c.problem().states() == 1 ? "state" : "states",
                c.problem().actions(),
                c.problem().tasks().size(),
                c.problem().tasks().size() == 1 ? "task" : "tasks",
                c.problem().horizon(),
                plain(c.problem().discount()),
                c.inner().steps(),
                c.inner().trajectories(),
                plain(c.inner().stepSize()));
    }

    private static void estimators(Certificate c, PrintWriter out) {
        boolean sampled = !c.sampled().isEmpty();
        out.printf(
                Locale.ROOT,
                "%-22s %12s %14s%s%n",
                "estimator",
                "‖bias‖",
                "relative bias",
                sampled ? String.format(Locale.ROOT, " %10s %15s", "max |z|", "total variance") : "");
        c.exact().estimators().forEach((variant, bias) -> {
            SampledEstimator draws = c.sampled().get(variant);
            out.printf(
                    Locale.ROOT,
                    "%-22s %12s %14s%s%n",
                    variant.id(),
                    number(bias.biasNorm()),
                    number(bias.relativeBias()),
                    draws == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " %10.2f %15s",
                                    draws.maxAbsZ(),
                                    number(draws.moments().totalVariance())));
        });
        DrawRequest request = c.request();
        if (sampled && request != null) {
            out.printf(
                    Locale.ROOT,
                    "%d draws by the training code, D_o = %d, baseline %s; if it is right, every |z| is below %.2f with"
                            + " probability %s%n",
                    request.draws(),
                    request.outerTrajectories(),
                    SettingKey.id(request.baseline()),
                    c.zBound(FALSE_ALARM),
                    plain(1 - FALSE_ALARM));
        }
        out.println();
    }

    private static void flows(Certificate c, PrintWriter out) {
        List<ExactFlow> flows = c.exact().flows();
        if (flows.isEmpty()) {
            return;
        }
        int steps = flows.getFirst().value().length - 1;
        out.printf(
                Locale.ROOT,
                "%-22s %12s %12s%n",
                "flow of " + steps + " steps of " + plain(c.flowStepSize()),
                "V",
                "‖∇V‖");
        for (ExactFlow flow : flows) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %12s %12s%n",
                    flow.variant().id(),
                    number(flow.value()[steps]),
                    number(flow.gradientNorm()[steps]));
        }
        out.println();
    }

    private static void convergence(Certificate c, PrintWriter out) {
        ConvergenceStudy study = c.convergence();
        if (study == null) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "after %d iterations of SGD; 1/LV = %s (%s); means over seeds%n",
                study.iterations().getLast(),
                number(study.theoryStepSize()),
                study.paperCovers() ? "the paper's" : "finite horizon, since the paper's theory does not cover this α");
        out.printf(Locale.ROOT, "%-10s %-12s %12s %12s %12s%n", "method", "β", "V", "‖∇V‖", "‖bias‖");
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            for (Map.Entry<EstimatorVariant, List<ConvergenceStudy.Run>> entry :
                    group.runs().entrySet()) {
                List<ConvergenceStudy.Run> runs = entry.getValue();
                out.printf(
                        Locale.ROOT,
                        "%-10s %-12s %12s %12s %12s%n",
                        entry.getKey().id(),
                        number(group.stepSize()),
                        number(ConvergenceStudy.mean(runs, run -> run.value().last())),
                        number(ConvergenceStudy.mean(
                                runs, run -> run.gradientNorm().last())),
                        number(ConvergenceStudy.mean(runs, ConvergenceStudy.Run::biasNorm)));
            }
        }
        out.println();
    }

    private static void constants(Certificate c, PrintWriter out) {
        StringBuilder text = new StringBuilder("the paper's constants:");
        c.exact()
                .constants()
                .byName()
                .forEach((name, value) ->
                        text.append("  ").append(name).append(" = ").append(number(value)));
        out.println(text);
        out.printf(
                Locale.ROOT,
                "finite-horizon constants, for any α, ζ and γ:  LV = %s  GV = %s  maxOuterStepSize = %s%n",
                number(c.exact().finiteHorizonConstants().lV()),
                number(c.exact().finiteHorizonConstants().gV()),
                number(c.exact().finiteHorizonConstants().maxOuterStepSize()));
        if (!c.exact().constants().covers(c.inner())) {
            out.printf(
                    Locale.ROOT,
                    "The paper's theory needs ζ = 1 and 0 < α ≤ maxInnerStepSize; it does not cover this request.%n");
        }
    }

    /// Six significant digits.
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e6)
                ? String.format(Locale.ROOT, "%.3g", value)
                : String.format(Locale.ROOT, "%.6f", value);
    }

    static String plain(double value) {
        return Scale.label(value);
    }
}
