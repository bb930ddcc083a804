package org.sgmrl.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.report.chart.CertifyPictures;
import org.sgmrl.report.chart.CertifyText;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.ConvergenceRequest;
import org.sgmrl.run.certify.ConvergenceStudy;
import org.sgmrl.run.certify.DrawRequest;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.theory.CertificationResult;
import org.sgmrl.theory.EstimatorBias;

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

    /// Relative bias that is rounding.
    private static final double ROUNDING = 1e-10;

    private CertifyReport() {}

    /// The page.
    ///
    /// @param json name of the result file beside it
    /// @throws IOException if the style sheet cannot be read
    public static String html(Certificate c, String json) throws IOException {
        CertificationResult.StepSizes sizes = c.exact().stepSizes();
        return Page.of(
                "certificate",
                new CertificateModel(
                        c.name(),
                        Page.style() + CertifyPictures.STYLE,
                        CertifyText.title(c),
                        outcome(c.exact().estimators()),
                        CertifyText.number(c.exact().value()),
                        CertifyText.number(c.exact().gradient().norm()),
                        CertifyPictures.bias(c),
                        c.exact().estimators().keySet().stream()
                                .map(variant -> new CertificateModel.Meaning(variant.id(), meaning(variant)))
                                .toList(),
                        sizes == null ? "" : CertifyText.number(sizes.gradient().norm()),
                        sizes == null ? List.of() : rows(sizes),
                        draws(c),
                        flows(c),
                        training(c),
                        constants(c),
                        c.exact().constants().covers(c.inner()),
                        gradient(c),
                        json,
                        Provenance.version()));
    }

    /// The verdict: to rounding, who is without bias.
    private static String outcome(Map<EstimatorVariant, EstimatorBias> estimators) {
        String without = estimators.entrySet().stream()
                .filter(entry -> entry.getValue().relativeBias() < ROUNDING)
                .map(entry -> entry.getKey().id())
                .collect(Collectors.joining(", "));
        Map.Entry<EstimatorVariant, EstimatorBias> worst = estimators.entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue().relativeBias()))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "Without bias here: %s. The greatest relative bias is %s (%s).",
                without.isEmpty() ? "none" : without,
                CertifyText.number(worst.getValue().relativeBias()),
                worst.getKey().id());
    }

    private static String meaning(EstimatorVariant variant) {
        String method = variant.method().summary();
        if (variant.linear()) {
            return method + "; coefficients that leave trajectories out, linear in the step";
        }
        return switch (variant.curvature()) {
            case PATHWISE -> method;
            case NONE -> method + "; first order, without the derivative of the inner step";
            case POLICY_HESSIAN -> method + "; the derivative of the inner step with the scores' outer product";
        };
    }

    private static List<CertificateModel.Row> rows(CertificationResult.StepSizes sizes) {
        List<CertificateModel.Row> rows = new ArrayList<>();
        sizes.estimators()
                .forEach((variant, bias) -> rows.add(new CertificateModel.Row(
                        variant.id(),
                        List.of(CertifyText.number(bias.biasNorm()), CertifyText.number(bias.relativeBias())))));
        return rows;
    }

    private static CertificateModel.@Nullable Draws draws(Certificate c) {
        DrawRequest request = c.request();
        if (request == null) {
            return null;
        }
        List<CertificateModel.Row> rows = new ArrayList<>();
        c.sampled()
                .forEach((variant, draws) -> rows.add(row(
                        variant.id(),
                        String.format(Locale.ROOT, "%.2f", draws.maxAbsZ()),
                        CertifyText.number(draws.moments().totalVariance()))));
        return new CertificateModel.Draws(
                request.draws(),
                request.outerTrajectories(),
                SettingType.id(request.baseline()),
                String.format(Locale.ROOT, "%.2f", c.zBound(CertifyText.FALSE_ALARM)),
                CertifyText.plain(1 - CertifyText.FALSE_ALARM),
                rows,
                c.variance() == null ? "" : CertifyPictures.variance(c.variance()));
    }

    private static CertificateModel.@Nullable Flows flows(Certificate c) {
        return c.exact().flows().isEmpty()
                ? null
                : new CertificateModel.Flows(
                        CertifyText.plain(c.flowStepSize()),
                        CertifyPictures.values(c),
                        CertifyPictures.gradientNorms(c),
                        CertifyPictures.policies(c));
    }

    private static CertificateModel.@Nullable Training training(Certificate c) {
        ConvergenceStudy study = c.convergence();
        if (study == null) {
            return null;
        }
        ConvergenceRequest request = Objects.requireNonNull(c.convergenceRequest());
        List<CertificateModel.Row> rows = new ArrayList<>();
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            group.runs()
                    .forEach((method, runs) -> rows.add(row(
                            method.id(),
                            CertifyText.number(group.stepSize()),
                            CertifyText.number(ConvergenceStudy.mean(
                                    runs, run -> run.value().last())),
                            CertifyText.number(ConvergenceStudy.mean(
                                    runs, run -> run.gradientNorm().last())),
                            CertifyText.number(ConvergenceStudy.mean(runs, ConvergenceStudy.Run::biasNorm)))));
        }
        return new CertificateModel.Training(
                request.tasks(),
                SettingType.id(request.baseline()),
                request.seeds(),
                study.paperCovers(),
                CertifyPictures.convergence(study),
                rows);
    }

    private static List<CertificateModel.Constant> constants(Certificate c) {
        List<CertificateModel.Constant> constants = new ArrayList<>();
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
            constants.add(new CertificateModel.Constant(
                    name, CertifyText.number(value), ours, Objects.requireNonNull(MEANING.get(name))));
        });
        return constants;
    }

    /// Nothing if it is too large.
    private static List<CertificateModel.Row> gradient(Certificate c) {
        StateActionTable gradient = c.exact().gradient();
        if ((long) gradient.states() * gradient.actions() > 400) {
            return List.of();
        }
        List<CertificateModel.Row> rows = new ArrayList<>();
        double[][] values = gradient.toRows();
        for (int s = 0; s < values.length; s++) {
            rows.add(new CertificateModel.Row(
                    "state " + s,
                    Arrays.stream(values[s]).mapToObj(CertifyText::number).toList()));
        }
        return rows;
    }

    private static CertificateModel.Row row(String name, String... numbers) {
        return new CertificateModel.Row(name, List.of(numbers));
    }
}
