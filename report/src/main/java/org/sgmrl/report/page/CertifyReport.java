package org.sgmrl.report.page;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.report.chart.Axes;
import org.sgmrl.report.chart.HtmlPage;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.ConvergenceRequest;
import org.sgmrl.run.certify.ConvergenceStudy;
import org.sgmrl.run.certify.DrawRequest;
import org.sgmrl.run.settings.SettingType;

/// A certificate as one page without outside parts.
public final class CertifyReport {
    private static final Map<String, String> MEANING = Map.ofEntries(
            Map.entry("G", "bound of ‖∇log π‖"),
            Map.entry("L", "bound of ‖∇²log π‖"),
            Map.entry("rho", "Lipschitz constant of ∇²log π"),
            Map.entry("R", "largest reward"),
            Map.entry("etaG", "bound of ‖∇J‖ and of one trajectory's gradient (Lemma 1)"),
            Map.entry("etaH", "bound of ‖∇²J‖ and of one trajectory's Hessian (Lemma 1)"),
            Map.entry("etaRho", "Lipschitz constant of the policy Hessian (Lemma 1)"),
            Map.entry("LV", "smoothness of V (Proposition 1)"),
            Map.entry("GV", "bound of the stochastic gradient (Proposition 1)"),
            Map.entry("maxInnerStepSize", "1/etaH, the largest α covered"),
            Map.entry("maxOuterStepSize", "1/LV, the largest β covered"));

    private CertifyReport() {}

    /// The page.
    ///
    /// @param json name of the result file beside it
    public static String html(Certificate c, String json) {
        StringBuilder html = new StringBuilder(65_536);
        HtmlPage.open(html, "Certificate of " + c.name(), CertifyPictures.STYLE);
        paragraph(html, CertifyText.title(c) + ".");
        paragraph(
                html,
                "V = " + CertifyText.number(c.exact().value()) + ", ‖∇V‖ = "
                        + CertifyText.number(c.exact().gradient().norm()) + ".");
        bias(html, c);
        sampled(html, c);
        flows(html, c);
        convergence(html, c);
        constants(html, c);
        gradient(html, c);
        html.append("<p>All numbers: <a href=\"")
                .append(HtmlPage.escape(json))
                .append("\">")
                .append(HtmlPage.escape(json))
                .append("</a>. sgmrl ")
                .append(HtmlPage.escape(Provenance.version()))
                .append(".</p>\n");
        HtmlPage.close(html);
        return html.toString();
    }

    private static void bias(StringBuilder html, Certificate c) {
        heading(html, "Relative bias");
        paragraph(html, "‖E[estimator] − ∇V‖ / ‖∇V‖, exact, over all inner batches.");
        StringBuilder svg = new StringBuilder();
        int height = CertifyPictures.biasBars(c, svg);
        html.append(CertifyPictures.figure("relative bias of every estimator", height, svg));
    }

    private static void sampled(StringBuilder html, Certificate c) {
        DrawRequest request = c.request();
        if (request == null) {
            return;
        }
        heading(html, "Draws by the training code");
        paragraph(
                html,
                String.format(
                        Locale.ROOT,
                        "%d draws, D_o = %d, baseline %s. Largest |z| of the mean against its own exact expectation; if"
                                + " the program is right, all are below %.2f with probability %s (Bonferroni).",
                        request.draws(),
                        request.outerTrajectories(),
                        SettingType.id(request.baseline()),
                        c.zBound(CertifyText.FALSE_ALARM),
                        CertifyText.plain(1 - CertifyText.FALSE_ALARM)));
        html.append("<table><tr><th>estimator</th><th>max |z|</th><th>total variance</th></tr>\n");
        c.sampled()
                .forEach((variant, draws) -> row(
                        html,
                        variant.id(),
                        String.format(Locale.ROOT, "%.2f", draws.maxAbsZ()),
                        CertifyText.number(draws.moments().totalVariance())));
        html.append("</table>\n");
        if (c.variance() != null) {
            heading(html, "Total variance against D_in");
            StringBuilder svg = new StringBuilder();
            int height = CertifyPictures.variance(c.variance(), svg);
            html.append(CertifyPictures.figure("total variance against inner trajectories", height, svg));
        }
    }

    private static void flows(StringBuilder html, Certificate c) {
        if (c.exact().flows().isEmpty()) {
            return;
        }
        heading(html, "Where ascent on the exact expectation ends");
        paragraph(
                html,
                "θ ← θ + " + CertifyText.plain(c.flowStepSize())
                        + " · E[estimator], without sampling noise. V by step:");
        StringBuilder value = new StringBuilder();
        int valueHeight = CertifyPictures.flowCurves(c, value, false);
        html.append(CertifyPictures.figure("V along the flows", valueHeight, value));
        paragraph(html, "‖∇V‖ of the exact gradient by step:");
        StringBuilder norm = new StringBuilder();
        int normHeight = CertifyPictures.flowCurves(c, norm, true);
        html.append(CertifyPictures.figure("norm of the gradient of V along the flows", normHeight, norm));
        StringBuilder policies = new StringBuilder();
        int policyHeight = CertifyPictures.policyBars(c, policies, Axes.WIDTH - 10, 160);
        html.append(CertifyPictures.figure("policies at the end of the flows", policyHeight, policies));
    }

    private static void convergence(StringBuilder html, Certificate c) {
        ConvergenceStudy study = c.convergence();
        if (study == null) {
            return;
        }
        ConvergenceRequest request = Objects.requireNonNull(c.convergenceRequest());
        heading(html, "Training and the bound");
        paragraph(
                html,
                String.format(
                        Locale.ROOT,
                        "Exact ‖∇V(θ_k)‖ against k (from 1) for SGD with %d tasks a meta-batch, baseline %s: %d seeds"
                                + " and their mean. LV is %s. Grey: our bound on the root of the mean of ‖∇V‖² over the"
                                + " first k iterations; dashed: Theorem 1 with its open constant put at 1. Neither"
                                + " says anything for β above 1/LV or for a biased method.",
                        request.tasks(),
                        SettingType.id(request.baseline()),
                        request.seeds(),
                        study.paperCovers()
                                ? "the paper's"
                                : "that of the finite horizon, since the paper's theory does not cover this α"));
        StringBuilder svg = new StringBuilder();
        int height = CertifyPictures.convergencePanels(study, svg);
        html.append(CertifyPictures.figure("norm of the gradient of V during training", height, svg));
        html.append(
                "<table><tr><th>method</th><th>β</th><th>V at the end</th><th>‖∇V‖</th><th>‖bias‖ there</th></tr>\n");
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            group.runs()
                    .forEach((method, runs) -> row(
                            html,
                            method.id(),
                            CertifyText.number(group.stepSize()),
                            CertifyText.number(ConvergenceStudy.mean(
                                    runs, run -> run.value().last())),
                            CertifyText.number(ConvergenceStudy.mean(
                                    runs, run -> run.gradientNorm().last())),
                            CertifyText.number(ConvergenceStudy.mean(runs, ConvergenceStudy.Run::biasNorm))));
        }
        html.append("</table>\n");
    }

    private static void constants(StringBuilder html, Certificate c) {
        heading(html, "Constants");
        html.append("<table><tr><th>constant</th><th>the paper's</th><th>finite horizon</th><th>meaning</th></tr>\n");
        c.exact().constants().byName().forEach((name, value) -> {
            String ours = switch (name) {
                case "etaG" ->
                    CertifyText.number(c.exact().finiteHorizonConstants().gradientBound());
                case "etaH" ->
                    CertifyText.number(c.exact().finiteHorizonConstants().hessianBound());
                case "LV" ->
                    CertifyText.number(c.exact().finiteHorizonConstants().lV());
                case "GV" ->
                    CertifyText.number(c.exact().finiteHorizonConstants().gV());
                case "maxOuterStepSize" ->
                    CertifyText.number(c.exact().finiteHorizonConstants().maxOuterStepSize());
                default -> "";
            };
            html.append("<tr><td>")
                    .append(name)
                    .append("</td><td class=\"number\">")
                    .append(CertifyText.number(value))
                    .append("</td><td class=\"number\">")
                    .append(ours)
                    .append("</td><td>")
                    .append(Objects.requireNonNull(MEANING.get(name)))
                    .append("</td></tr>\n");
        });
        html.append("</table>\n");
        paragraph(
                html,
                "The finite-horizon constants are ours and hold for any number of inner steps, any α and γ ≤ 1. "
                        + (c.exact().constants().covers(c.inner())
                                ? "This request is covered by the paper's theory."
                                : "The paper's theory needs one inner step and 0 < α ≤ maxInnerStepSize; it does not"
                                        + " cover this request."));
    }

    private static void gradient(StringBuilder html, Certificate c) {
        heading(html, "Exact gradient");
        StateActionTable gradient = c.exact().gradient();
        if ((long) gradient.states() * gradient.actions() > 400) {
            paragraph(html, "Too large to show; it is in the JSON file.");
            return;
        }
        html.append("<table>\n");
        double[][] rows = gradient.toRows();
        for (int s = 0; s < rows.length; s++) {
            String[] cells = new String[rows[s].length];
            for (int a = 0; a < cells.length; a++) {
                cells[a] = CertifyText.number(rows[s][a]);
            }
            row(html, "state " + s, cells);
        }
        html.append("</table>\n");
    }

    private static void heading(StringBuilder html, String text) {
        html.append("<h2>").append(HtmlPage.escape(text)).append("</h2>\n");
    }

    private static void paragraph(StringBuilder html, String text) {
        html.append("<p>").append(HtmlPage.escape(text)).append("</p>\n");
    }

    private static void row(StringBuilder html, String first, String... cells) {
        html.append("<tr><td>").append(HtmlPage.escape(first)).append("</td>");
        for (String cell : cells) {
            html.append("<td class=\"number\">").append(HtmlPage.escape(cell)).append("</td>");
        }
        html.append("</tr>\n");
    }
}
