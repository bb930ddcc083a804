package org.sgmrl.run.bench;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.method.Curvature;
import org.sgmrl.training.TrainingSettings;

/// Useful floating-point operations of a perceptron: two for each weight and row of each matrix product that there is no
/// way around.
record NetworkOperations(double forward, double firstLayer) {
    static NetworkOperations of(int... sizes) {
        double weights = 0;
        for (int l = 1; l < sizes.length; l++) {
            weights += (double) sizes[l - 1] * sizes[l];
        }
        return new NetworkOperations(2 * weights, 2.0 * sizes[0] * sizes[1]);
    }

    /// Layer sizes of the policy that the settings make for an environment.
    static int[] sizes(MetaEnvironment<?> environment, TrainingSettings settings) {
        int hidden = settings.policy().hidden().size();
        int[] sizes = new int[hidden + 2];
        sizes[0] = environment.spec().observationSize();
        for (int l = 0; l < hidden; l++) {
            sizes[l + 1] = settings.policy().hidden().get(l);
        }
        sizes[hidden + 1] = switch (environment.spec().actionSpace()) {
            case ActionSpace.Box box -> box.size();
            case ActionSpace.Discrete discrete -> discrete.count();
        };
        return sizes;
    }

    /// Forward, weight gradients, and data gradients of all layers but the first.
    double gradient() {
        return 3 * forward - firstLayer;
    }

    /// Forward 1 + tangent 2 (1 in the first layer, whose inputs have no tangent), data gradients 1 + 2 (none in the first
    /// layer), weight gradients 2 (1 in the first layer).
    double hessianVectorProduct() {
        return 8 * forward - 5 * firstLayer;
    }

    /// What MAML takes for an environment step with these batches and this curvature: every decision passed forward once and
    /// differentiated once, those of inner batches in a Hessian-vector product too. Whatever else a method does counts as
    /// overhead.
    double ofStep(Sampling sampling, int innerSteps, Curvature curvature) {
        double inner = (double) innerSteps * sampling.innerTrajectories();
        // Values and derivatives are there: forward, and back through all layers but the first.
        double passes = 2 * forward - firstLayer;
        double product = curvature == Curvature.NONE ? 0 : hessianVectorProduct() - passes;
        return gradient() + product * inner / (inner + sampling.outerTrajectories());
    }
}
