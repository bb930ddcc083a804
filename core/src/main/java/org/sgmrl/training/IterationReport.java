package org.sgmrl.training;

import java.util.function.ToDoubleFunction;

/// What one iteration of training measured. Everything but `seconds` is a function of the settings and the
/// seed.
///
/// @param iteration number of the iteration, from 1
/// @param envSteps environment steps since the start of the run
/// @param preReturn mean undiscounted return before adaptation
/// @param postReturn mean undiscounted return after adaptation
/// @param gradientNorm Euclidean norm of the meta-gradient, before it is shortened
/// @param scoreTermNorm Euclidean norm of the score term's part of it; where scores ride in a
///     product ([org.sgmrl.estimator.TaskGradientEstimator#ridesAlong]) that of the first task's over the root of the
///     number of tasks
/// @param scoreTermFactor what the score term was multiplied with, by [org.sgmrl.method.MethodSettings#scoreTermRamp] and
///     [org.sgmrl.method.MethodSettings#scoreTermNoise]; NaN where neither is chosen
/// @param policyStd mean standard deviation of the policy's actions before the update; NaN for discrete
///     actions
/// @param outerKl mean KL divergence from the policy before the update to the one after it, over the states that were kept; NaN
///     for steps along the gradient, which do not measure it, and for updates left out
/// @param outerStepScale the step over the longest that the trust region tried; 0 where every step went too far and none
///     was taken; NaN as before
/// @param divergedEpisodes episodes of this iteration that ended because the simulation broke down
/// @param skippedUpdates updates left out since the start of the run, because they were not finite
/// @param seconds duration of the iteration
public record IterationReport(
        int iteration,
        long envSteps,
        double preReturn,
        double postReturn,
        double gradientNorm,
        double scoreTermNorm,
        double scoreTermFactor,
        double policyStd,
        double outerKl,
        double outerStepScale,
        long divergedEpisodes,
        long skippedUpdates,
        double seconds) {

    /// The numbers that are recorded and drawn, by their names.
    public enum Measure {
        /// Mean return before adaptation.
        PRE_RETURN("preReturn", "returns/pre", "return before adaptation", IterationReport::preReturn),
        /// Mean return after adaptation.
        POST_RETURN("postReturn", "returns/post", "return after adaptation", IterationReport::postReturn),
        /// Norm of the meta-gradient.
        GRADIENT_NORM("gradientNorm", "gradient/norm", "gradient norm", IterationReport::gradientNorm),
        /// Norm of its score term.
        SCORE_TERM_NORM("scoreTermNorm", "gradient/score_term_norm", "score-term norm", IterationReport::scoreTermNorm),
        /// Factor of the score term.
        SCORE_TERM_FACTOR(
                "scoreTermFactor",
                "gradient/score_term_factor",
                "factor of the score term",
                IterationReport::scoreTermFactor),
        /// Standard deviation of the policy.
        POLICY_STD("policyStd", "policy/std", "policy standard deviation", IterationReport::policyStd),
        /// KL divergence of the outer step.
        OUTER_KL("outerKl", "step/kl", "KL divergence of the outer step", IterationReport::outerKl),
        /// Scale of the outer step.
        OUTER_STEP_SCALE("outerStepScale", "step/scale", "scale of the outer step", IterationReport::outerStepScale);

        private final String key;
        private final String tag;
        private final String title;

        @SuppressWarnings("ImmutableEnumChecker") // a method of a record
        private final ToDoubleFunction<IterationReport> number;

        Measure(String key, String tag, String title, ToDoubleFunction<IterationReport> number) {
            this.key = key;
            this.tag = tag;
            this.title = title;
            this.number = number;
        }

        /// The name in `metrics.jsonl`.
        ///
        /// @return the key
        public String key() {
            return key;
        }

        /// The name in TensorBoard.
        ///
        /// @return the tag
        public String tag() {
            return tag;
        }

        /// The name for people.
        ///
        /// @return the title
        public String title() {
            return title;
        }

        /// Whether iterations that do not measure it have no line for it, instead of null.
        ///
        /// @return whether only some runs have it
        public boolean optional() {
            return this == SCORE_TERM_FACTOR || this == OUTER_KL || this == OUTER_STEP_SCALE;
        }

        /// The number of an iteration.
        ///
        /// @param report what the iteration measured
        /// @return the number, which may be NaN
        public double of(IterationReport report) {
            return number.applyAsDouble(report);
        }
    }

    /// With another duration, such as 0 where reports are compared.
    ///
    /// @param changed the duration
    /// @return the rest as it is
    public IterationReport withSeconds(double changed) {
        return new IterationReport(
                iteration,
                envSteps,
                preReturn,
                postReturn,
                gradientNorm,
                scoreTermNorm,
                scoreTermFactor,
                policyStd,
                outerKl,
                outerStepScale,
                divergedEpisodes,
                skippedUpdates,
                changed);
    }
}
