package org.sgmrl.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.report.chart.CertifyText;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.ConvergenceStudy;
import org.sgmrl.run.certify.DrawRequest;
import org.sgmrl.run.certify.SampledEstimator;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.theory.CertificationResult;

/// A certificate in the terminal.
public final class CertifySummary {
    private CertifySummary() {}

    /// Prints it.
    ///
    /// @param c the certificate
    /// @param out where to
    public static void print(Certificate c, PrintWriter out) {
        Columns.say(out, CertifyText.title(c));
        out.printf(
                Locale.ROOT,
                "V = %s   ‖∇V‖ = %s%n",
                CertifyText.number(c.exact().value()),
                CertifyText.number(c.exact().gradient().norm()));
        out.println();
        estimators(c, out);
        stepSizes(c, out);
        flows(c, out);
        convergence(c, out);
        constants(c, out);
    }

    private static void stepSizes(Certificate c, PrintWriter out) {
        CertificationResult.StepSizes sizes = c.exact().stepSizes();
        if (sizes == null) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "with respect to step sizes α, one of each parameter: ‖∇V‖ = %s%n%-22s %12s %14s%n",
                CertifyText.number(sizes.gradient().norm()),
                "estimator",
                "‖bias‖",
                "relative bias");
        sizes.estimators()
                .forEach((variant, bias) -> out.printf(
                        Locale.ROOT,
                        "%-22s %12s %14s%n",
                        variant.id(),
                        CertifyText.number(bias.biasNorm()),
                        CertifyText.number(bias.relativeBias())));
        out.println();
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
                    CertifyText.number(bias.biasNorm()),
                    CertifyText.number(CertifyText.relativeBias(c, variant)),
                    draws == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " %10.2f %15s",
                                    draws.maxAbsZ(),
                                    CertifyText.number(draws.moments().totalVariance())));
        });
        DrawRequest request = c.request();
        if (sampled && request != null) {
            Columns.say(
                    out,
                    String.format(
                            Locale.ROOT,
                            "%d draws by the training code, D_o = %d, baseline %s; if it is right, every |z| is below"
                                    + " %.2f with probability %s",
                            request.draws(),
                            request.outerTrajectories(),
                            SettingType.id(request.baseline()),
                            c.zBound(CertifyText.FALSE_ALARM),
                            CertifyText.plain(1 - CertifyText.FALSE_ALARM)));
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
                "flow of " + steps + " steps of " + CertifyText.plain(c.flowStepSize()),
                "V",
                "‖∇V‖");
        for (ExactFlow flow : flows) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %12s %12s%n",
                    flow.variant().id(),
                    CertifyText.number(flow.value()[steps]),
                    CertifyText.number(flow.gradientNorm()[steps]));
        }
        out.println();
    }

    private static void convergence(Certificate c, PrintWriter out) {
        ConvergenceStudy study = c.convergence();
        if (study == null) {
            return;
        }
        Columns.say(
                out,
                String.format(
                        Locale.ROOT,
                        "after %d iterations of SGD; 1/LV = %s (%s); means over seeds",
                        study.iterations().getLast(),
                        CertifyText.number(study.theoryStepSize()),
                        study.paperCovers()
                                ? "the paper's"
                                : "finite horizon, since the paper's theory does not cover this α"));
        out.printf(Locale.ROOT, "%-10s %-12s %12s %12s %12s%n", "method", "β", "V", "‖∇V‖", "‖bias‖");
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            for (Map.Entry<EstimatorVariant, List<ConvergenceStudy.Run>> entry :
                    group.runs().entrySet()) {
                List<ConvergenceStudy.Run> runs = entry.getValue();
                out.printf(
                        Locale.ROOT,
                        "%-10s %-12s %12s %12s %12s%n",
                        entry.getKey().id(),
                        CertifyText.number(group.stepSize()),
                        CertifyText.number(
                                ConvergenceStudy.mean(runs, run -> run.value().last())),
                        CertifyText.number(ConvergenceStudy.mean(
                                runs, run -> run.gradientNorm().last())),
                        CertifyText.number(ConvergenceStudy.mean(runs, ConvergenceStudy.Run::biasNorm)));
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
                        text.append("  ").append(name).append(" = ").append(CertifyText.number(value)));
        Columns.say(out, text.toString());
        Columns.say(
                out,
                String.format(
                        Locale.ROOT,
                        "finite-horizon constants, for any α, ζ and γ:  LV = %s  GV = %s  maxOuterStepSize = %s",
                        CertifyText.number(c.exact().finiteHorizonConstants().lV()),
                        CertifyText.number(c.exact().finiteHorizonConstants().gV()),
                        CertifyText.number(c.exact().finiteHorizonConstants().maxOuterStepSize())));
        if (!c.exact().constants().covers(c.inner())) {
            Columns.say(
                    out,
                    "The paper's theory needs ζ = 1 and 0 < α ≤ maxInnerStepSize; it does not cover this request.");
        }
    }
}
