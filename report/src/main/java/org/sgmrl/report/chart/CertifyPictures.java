package org.sgmrl.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.ConvergenceStudy;
import org.sgmrl.run.certify.VarianceCurve;

/// The pictures of a certificate as SVG. Colour tells the score term, the dashes of a line the curvature.
public final class CertifyPictures {
    private static final int LABEL_WIDTH = 160;
    private static final int LEGEND_HEIGHT = 26;
    private static final int ROW = 22;
    private static final int MOST_STATES = 12;
    private static final int ACTION_COLOURS = 6;

    /// CSS of the pictures. Colours are written out, not CSS variables, so that every SVG renderer understands them.
    public static final String STYLE = MethodStyle.PICTURE + """
            .bound.line { stroke: #777777 } .thin.line { stroke-width: 1; stroke-opacity: .45 }
            .e-maml.line { stroke-dasharray: 11 7 }
            .dash { stroke-dasharray: 7 4 } .dot { stroke-dasharray: 2 3 }
            .action { fill-opacity: .6 }
            .a0 { fill: #4e79a7 } .a1 { fill: #f28e2b } .a2 { fill: #59a14f }
            .a3 { fill: #e15759 } .a4 { fill: #b07aa1 } .a5 { fill: #9c755f }
            @media (prefers-color-scheme: dark) {
            .bound.line { stroke: #aaaaaa }
            }
            """;

    private CertifyPictures() {}

    /// The main picture as a file of its own.
    public static String standalone(Certificate c) {
        StringBuilder body = new StringBuilder();
        int height;
        if (!c.exact().flows().isEmpty()) {
            height = flowPanels(c, body);
        } else if (c.convergence() != null) {
            height = convergencePanels(c.convergence(), body);
        } else {
            height = biasBars(c, body);
        }
        return Picture.of(CertifyText.title(c), STYLE, Axes.WIDTH, height, body);
    }

    /// V along the flows on the left, the policies at the end on the right.
    private static int flowPanels(Certificate c, StringBuilder svg) {
        int chartWidth = 410;
        int chartHeight = 220;
        legend(svg, flowMethods(c), List.of());
        svg.append("<g transform=\"translate(0,").append(LEGEND_HEIGHT).append(")\">\n");
        flowChart(c, svg, false, new Axes(flowSteps(c), flowScale(c, false), chartWidth, chartHeight));
        svg.append("</g>\n<text x=\"48\" y=\"")
                .append(LEGEND_HEIGHT + 4)
                .append("\">V after adaptation, by ascent step</text>\n");
        svg.append("<g transform=\"translate(")
                .append(chartWidth + 10)
                .append(',')
                .append(LEGEND_HEIGHT)
                .append(")\">\n");
        int bars = policyBars(c, svg, Axes.WIDTH - chartWidth - 20, 92);
        svg.append("</g>\n");
        return LEGEND_HEIGHT + Math.max(bars, chartHeight) + 10;
    }

    /// Relative bias of every estimator, for a page like all that follow.
    public static String bias(Certificate c) {
        return figure("relative bias of every estimator", svg -> biasBars(c, svg));
    }

    /// V along the flows.
    public static String values(Certificate c) {
        return figure("V along the flows", svg -> flowCurves(c, svg, false));
    }

    /// ‖∇V‖ along the flows.
    public static String gradientNorms(Certificate c) {
        return figure("norm of the gradient of V along the flows", svg -> flowCurves(c, svg, true));
    }

    /// π(·|s) at the start and at the end of every flow.
    public static String policies(Certificate c) {
        return figure("policies at the end of the flows", svg -> policyBars(c, svg, Axes.WIDTH - 10, 160));
    }

    /// Total variance against D_in.
    public static String variance(VarianceCurve curve) {
        return figure("total variance against inner trajectories", svg -> variance(curve, svg));
    }

    /// ‖∇V(θ_k)‖ of every run and its mean, one panel for each step size.
    public static String convergence(ConvergenceStudy study) {
        return figure("norm of the gradient of V during training", svg -> convergencePanels(study, svg));
    }

    /// @param drawing draws and returns the height
    private static String figure(String label, ToIntFunction<StringBuilder> drawing) {
        StringBuilder body = new StringBuilder();
        int height = drawing.applyAsInt(body);
        return "<svg viewBox=\"0 0 " + Axes.WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + SvgText.escape(label) + "\">\n" + body + "</svg>";
    }

    private static int biasBars(Certificate c, StringBuilder svg) {
        double most = c.exact().estimators().keySet().stream()
                .mapToDouble(variant -> CertifyText.relativeBias(c, variant))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        int y = 0;
        for (EstimatorVariant variant : EstimatorVariant.all()) {
            double bias = CertifyText.relativeBias(c, variant);
            double length = Double.isFinite(bias) && most > 0 ? bias / most * (Axes.WIDTH - LABEL_WIDTH - 90) : 0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect class=\"bar %s\" x=\"%d\" y=\"%d\""
                            + " width=\"%.1f\" height=\"%d\"/><text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABEL_WIDTH - 8,
                    y + 15,
                    variant.id(),
                    family(variant),
                    LABEL_WIDTH,
                    y + 3,
                    Math.max(length, 1),
                    ROW - 6,
                    LABEL_WIDTH + Math.max(length, 1) + 6,
                    y + 15,
                    CertifyText.number(bias)));
            y += ROW;
        }
        return y + 4;
    }

    private static int flowCurves(Certificate c, StringBuilder svg, boolean gradientNorm) {
        legend(svg, flowMethods(c), List.of());
        svg.append("<g transform=\"translate(0,").append(LEGEND_HEIGHT).append(")\">\n");
        flowChart(c, svg, gradientNorm, new Axes(flowSteps(c), flowScale(c, gradientNorm)));
        svg.append("</g>\n");
        return LEGEND_HEIGHT + Axes.HEIGHT;
    }

    private static List<EstimatorVariant> flowMethods(Certificate c) {
        return c.exact().flows().stream().map(ExactFlow::variant).toList();
    }

    private static Scale flowSteps(Certificate c) {
        return Scale.linear(0, Math.max(1, c.exact().flows().getFirst().value().length - 1));
    }

    private static Scale flowScale(Certificate c, boolean gradientNorm) {
        List<double[]> all = c.exact().flows().stream()
                .map(flow -> gradientNorm ? flow.gradientNorm() : flow.value())
                .toList();
        return gradientNorm ? Scale.logarithmic(all) : Scale.linear(all);
    }

    private static void flowChart(Certificate c, StringBuilder svg, boolean gradientNorm, Axes axes) {
        axes.draw(svg);
        for (ExactFlow flow : c.exact().flows()) {
            double[] values = gradientNorm ? flow.gradientNorm() : flow.value();
            int[] shown = thinned(values.length);
            axes.line(
                    svg,
                    line(flow.variant()),
                    Arrays.stream(shown).asDoubleStream().toArray(),
                    Arrays.stream(shown).mapToDouble(k -> values[k]).toArray());
        }
    }

    /// At most about 400 positions, the first and the last among them: more cannot be seen.
    private static int[] thinned(int length) {
        int every = 1 + length / 400;
        return IntStream.concat(IntStream.range(0, length - 1).filter(k -> k % every == 0), IntStream.of(length - 1))
                .toArray();
    }

    private static int policyBars(Certificate c, StringBuilder svg, int width, int labelWidth) {
        List<String> names = new ArrayList<>(List.of("at the start"));
        List<StateActionTable> tables = new ArrayList<>(List.of(c.theta()));
        for (ExactFlow flow : c.exact().flows()) {
            names.add(flow.variant().id());
            tables.add(flow.theta());
        }
        int y = 0;
        for (int s = 0; s < Math.min(MOST_STATES, c.theta().states()); s++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\">%s</text>%n",
                    labelWidth,
                    y + 12,
                    c.theta().states() == 1 ? "policy" : "policy in state " + s));
            y += ROW - 3;
            for (int i = 0; i < tables.size(); i++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                        labelWidth - 6,
                        y + 14,
                        names.get(i)));
                stacked(svg, probabilities(tables.get(i), s), labelWidth, y, width - labelWidth);
                y += ROW;
            }
            y += 6;
        }
        return y;
    }

    private static void stacked(StringBuilder svg, double[] probabilities, int left, int y, int width) {
        double x = left;
        for (int a = 0; a < probabilities.length; a++) {
            double length = probabilities[a] * width;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"action a%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>action %d:"
                            + " %.4f</title></rect>%n",
                    a % ACTION_COLOURS,
                    x,
                    y + 1,
                    length,
                    ROW - 4,
                    a,
                    probabilities[a]));
            if (length > 44) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d: %.2f</text>%n",
                        x + length / 2,
                        y + 14,
                        a,
                        probabilities[a]));
            }
            x += length;
        }
    }

    private static double[] probabilities(StateActionTable theta, int s) {
        double most = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < theta.actions(); a++) {
            most = Math.max(most, theta.get(s, a));
        }
        double[] p = new double[theta.actions()];
        double sum = 0;
        for (int a = 0; a < p.length; a++) {
            p[a] = StrictMath.exp(theta.get(s, a) - most);
            sum += p[a];
        }
        for (int a = 0; a < p.length; a++) {
            p[a] /= sum;
        }
        return p;
    }

    private static int variance(VarianceCurve curve, StringBuilder svg) {
        double[] xs = curve.innerTrajectories().stream()
                .mapToDouble(Integer::doubleValue)
                .toArray();
        List<double[]> all = List.copyOf(curve.totalVariance().values());
        legend(svg, List.copyOf(curve.totalVariance().keySet()), List.of());
        Axes axes = new Axes(Scale.logarithmic(List.of(xs)), Scale.logarithmic(all));
        svg.append("<g transform=\"translate(0,").append(2 * LEGEND_HEIGHT).append(")\">\n");
        axes.draw(svg);
        curve.totalVariance().forEach((variant, ys) -> axes.line(svg, line(variant), xs, ys));
        svg.append("</g>\n");
        return 2 * LEGEND_HEIGHT + Axes.HEIGHT;
    }

    private static int convergencePanels(ConvergenceStudy study, StringBuilder svg) {
        legend(svg, ConvergenceStudy.METHODS, List.of("bound"));
        double[] ks =
                study.iterations().stream().mapToDouble(Integer::doubleValue).toArray();
        List<double[]> all = new ArrayList<>();
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            all.add(group.paperBound().toArray());
            all.add(group.bound().toArray());
            group.runs()
                    .values()
                    .forEach(runs ->
                            runs.forEach(run -> all.add(run.gradientNorm().toArray())));
        }
        Axes axes = new Axes(Scale.logarithmic(List.of(ks)), Scale.logarithmic(all));
        int y = LEGEND_HEIGHT;
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            svg.append("<g transform=\"translate(0,").append(y).append(")\">\n");
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"48\" y=\"6\">β = %s = %s / LV</text>%n",
                    CertifyText.number(group.stepSize()),
                    CertifyText.plain(group.factor())));
            axes.draw(svg);
            axes.line(svg, "line bound", ks, group.bound().toArray());
            axes.line(svg, "line bound dash", ks, group.paperBound().toArray());
            group.runs().forEach((method, runs) -> {
                runs.forEach(run -> axes.line(
                        svg, line(method) + " thin", ks, run.gradientNorm().toArray()));
                axes.line(
                        svg,
                        line(method),
                        ks,
                        ConvergenceStudy.meanGradientNorm(runs).toArray());
            });
            svg.append("</g>\n");
            y += Axes.HEIGHT + 14;
        }
        return y;
    }

    private static void legend(StringBuilder svg, List<EstimatorVariant> methods, List<String> others) {
        Legend legend = new Legend(svg);
        methods.forEach(method -> legend.add(line(method), "", method.id()));
        others.forEach(other -> legend.add("line " + other, "", other));
    }

    private static String line(EstimatorVariant variant) {
        String dashes = variant.equals(variant.method().variant())
                ? ""
                : switch (variant.curvature()) {
                    case NONE -> " dash";
                    case POLICY_HESSIAN -> " dot";
                    default -> "";
                };
        return "line " + family(variant) + dashes;
    }

    private static String family(EstimatorVariant variant) {
        return MethodStyle.of(variant.method());
    }
}
