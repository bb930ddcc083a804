package org.sgmrl.training;

import org.jspecify.annotations.Nullable;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.policy.Policy;

/// Makes an update of a meta-gradient, as an [OuterStep] says: a deterministic function of its memory and what it is given.
/// Used by one thread.
sealed interface OuterUpdate {
    /// What is known of an update that was made.
    ///
    /// @param kl mean KL divergence from the policy before it to the one after it; NaN where it is not measured
    /// @param scale the step over the longest that was tried; 0 where none was short enough; NaN where none is tried
    record Taken(double kl, double scale) {
        /// Of an update along the gradient, or of none.
        static final Taken UNMEASURED = new Taken(Double.NaN, Double.NaN);
    }

    /// Updates the parameters.
    ///
    /// @param gradient g, finite; may be changed
    /// @param norm ‖g‖
    /// @param iteration k, iterations done before
    /// @param tasks what the tasks kept
    /// @param theta θ; updated, to what need not be finite
    /// @return what is known of it, or null if what it is made of is not finite
    @Nullable
    Taken update(double[] gradient, double norm, int iteration, TaskStatistics[] tasks, double[] theta);

    /// What helps where an update is not finite.
    String remedy();

    /// As [Optimizer#state].
    double[] state();

    /// As [Optimizer#restore].
    void restore(double[] state);

    /// The updates of a run.
    static OuterUpdate of(TrainingSettings settings, OwnParts parts, Policy policy) {
        return switch (settings.outerStep().kind()) {
            case GRADIENT ->
                new AlongGradient(settings.outerStep(), parts.newOptimizer(settings, policy.parameterCount()));
            case TRUST_REGION -> new WithinTrustRegion(settings.outerStep(), policy, settings.tasks());
        };
    }

    /// A step of an optimiser.
    record AlongGradient(OuterStep step, Optimizer optimizer) implements OuterUpdate {
        @Override
        public Taken update(double[] gradient, double norm, int iteration, TaskStatistics[] tasks, double[] theta) {
            step.shorten(gradient, norm);
            optimizer.ascend(gradient, step.stepSize(iteration), theta);
            return Taken.UNMEASURED;
        }

        @Override
        public String remedy() {
            return "lower outer-step-size (" + step.size() + ")";
        }

        @Override
        public double[] state() {
            return optimizer.state();
        }

        @Override
        public void restore(double[] state) {
            optimizer.restore(state);
        }
    }

    /// The natural gradient's step, as long as the trust region lets it be (Schulman et al. 2015, appendix C):
    ///
    ///     x ≈ (F + λI)⁻¹ g by conjugate gradient,   s₀ = √(2 δ_k / x·(F + λI)x),   θ ← θ + c^m s₀ x
    ///
    /// with the smallest m ≤ [TrustRegion#backtracks()] for which D(θ + c^m s₀ x) ≤ δ_k, and no step if there is none. The
    /// step does not depend on the gradient's length. To first order it ascends along g, since g·x > 0. TRPO's second
    /// condition, that a surrogate of the objective improves, is not looked at: that of V needs the tasks' batches, which
    /// stay with the workers.
    final class WithinTrustRegion implements OuterUpdate {
        /// c, as in Schulman's own implementation of TRPO and its successors.
        private static final double SHORTER = 0.8;

        private final OuterStep step;
        private final PolicyDivergence divergence;
        private final ConjugateGradient solver;
        private final double[] unit;
        private final double[] direction;
        private final double[] product;
        private final double[] candidate;

        WithinTrustRegion(OuterStep step, Policy policy, int tasks) {
            int d = policy.parameterCount();
            this.step = step;
            this.divergence = new PolicyDivergence(policy, Math.multiplyExact(step.states(), tasks));
            this.solver = new ConjugateGradient(d);
            this.unit = new double[d];
            this.direction = new double[d];
            this.product = new double[d];
            this.candidate = new double[d];
        }

        @Override
        public @Nullable Taken update(
                double[] gradient, double norm, int iteration, TaskStatistics[] tasks, double[] theta) {
            divergence.begin(theta, tasks);
            for (int j = 0; j < unit.length; j++) {
                unit[j] = norm == 0 ? 0 : gradient[j] / norm;
            }
            if (!solver.solve(this::damped, unit, step.trustRegion().iterations(), direction)) {
                return null;
            }
            damped(direction, product);
            double curvature = ConjugateGradient.dot(direction, product);
            if (!Double.isFinite(curvature)) {
                return null;
            }
            double limit = step.klLimit(iteration);
            double longest = curvature > 0 ? Math.sqrt(2 * limit / curvature) : 0;
            double scale = longest > 0 ? 1 : 0;
            for (int m = 0; m <= step.trustRegion().backtracks() && scale > 0; m++) {
                for (int j = 0; j < theta.length; j++) {
                    candidate[j] = theta[j] + scale * longest * direction[j];
                }
                double kl = divergence.at(candidate);
                if (kl <= limit) {
                    System.arraycopy(candidate, 0, theta, 0, theta.length);
                    return new Taken(kl, scale);
                }
                scale *= SHORTER;
            }
            return new Taken(0, 0);
        }

        /// out = (F + λI) v.
        private void damped(double[] v, double[] out) {
            divergence.fisherVectorProduct(v, out);
            double damping = step.trustRegion().damping();
            for (int j = 0; j < out.length; j++) {
                out[j] += damping * v[j];
            }
        }

        @Override
        public String remedy() {
            return "lower outer-kl (" + step.trustRegion().kl() + ")";
        }

        @Override
        public double[] state() {
            return new double[0];
        }

        @Override
        public void restore(double[] state) {
            if (state.length != 0) {
                throw new IllegalArgumentException(
                        "a trust region has no memory, but " + state.length + " numbers were given");
            }
        }
    }
}
