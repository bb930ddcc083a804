package org.sgmrl.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `certificate.jte` shows. Numbers are text, pictures SVG.
///
/// @param style CSS
/// @param problem in one line
/// @param outcome which estimators are without bias, and which has the greatest
/// @param value V
/// @param gradientNorm ‖∇V‖
/// @param bias picture of the estimators' bias
/// @param meanings of the rows
/// @param stepSizesNorm norm of the gradient with respect to learned step sizes, or nothing
/// @param stepSizes bias of the estimators' parts for these; empty if it was not asked for
/// @param covered whether the paper's theory says something about the request
/// @param gradient of V by state; empty if it is too large
/// @param json name of the result file
/// @param version of this program
record CertificateModel(
        String name,
        String style,
        String problem,
        String outcome,
        String value,
        String gradientNorm,
        String bias,
        List<Meaning> meanings,
        String stepSizesNorm,
        List<Row> stepSizes,
        @Nullable Draws draws,
        @Nullable Flows flows,
        @Nullable Training training,
        List<Constant> constants,
        boolean covered,
        List<Row> gradient,
        String json,
        String version) {
    /// What an estimator is, in a sentence.
    record Meaning(String name, String text) {}

    /// A row of numbers.
    record Row(String name, List<String> numbers) {}

    /// What was sampled.
    ///
    /// @param bound of |z|
    /// @param probability that all are below it
    /// @param variance picture, or nothing
    record Draws(
            int count,
            int outerTrajectories,
            String baseline,
            String bound,
            String probability,
            List<Row> rows,
            String variance) {}

    /// Ascent on exact expectations.
    record Flows(String stepSize, String values, String gradientNorms, String policies) {}

    /// Training beside the bound.
    ///
    /// @param covered whether LV is the paper's
    record Training(int tasks, String baseline, int seeds, boolean covered, String picture, List<Row> rows) {}

    /// A constant of the theory.
    ///
    /// @param paper its value as the paper has it
    /// @param ours its value for finite horizons, or nothing
    record Constant(String name, String paper, String ours, String meaning) {}
}
