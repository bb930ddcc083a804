package org.sgmrl.training;

import org.sgmrl.argument.Arguments;

/// Ascends along a gradient: a deterministic function of its memory and what it is given. Used by one thread.
public interface Optimizer {
    /// Makes optimisers of one's own.
    @FunctionalInterface
    interface Factory {
        /// Makes an optimiser without memory yet.
        ///
        /// @param parameterCount length of θ
        /// @return a new optimiser
        Optimizer create(int parameterCount);
    }

    /// Takes one ascent step.
    ///
    /// @param gradient the direction, `[parameterCount]`
    /// @param stepSize β
    /// @param theta parameters, `[parameterCount]`; updated
    void ascend(double[] gradient, double stepSize, double[] theta);

    /// The memory, for a checkpoint: everything that decides the next steps.
    ///
    /// @return finite numbers that [#restore] takes, a copy; at most 64 for each parameter and 64 more
    double[] state();

    /// Restores the memory.
    ///
    /// @param state what [#state] returned
    /// @throws IllegalArgumentException if it cannot have returned that; the memory stays as it was
    void restore(double[] state);

    /// The optimisers by name.
    enum Kind {
        /// Stochastic gradient ascent.
        SGD,
        /// Adam.
        ADAM
    }

    /// Makes an optimiser.
    ///
    /// @param kind which
    /// @param parameterCount length of θ
    /// @return the optimiser
    static Optimizer create(Kind kind, int parameterCount) {
        Arguments.given("kind", kind);
        Arguments.positive("parameterCount", parameterCount);
        return switch (kind) {
            case SGD -> new Sgd();
            case ADAM -> new Adam(parameterCount);
        };
    }
}

/// θ ← θ + β g, the outer step of Algorithm 1 in Fallah et al. (2021).
final class Sgd implements Optimizer {
    @Override
    public void ascend(double[] gradient, double stepSize, double[] theta) {
        for (int j = 0; j < theta.length; j++) {
            theta[j] += stepSize * gradient[j];
        }
    }

    @Override
    public double[] state() {
        return new double[0];
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 0) {
            throw new IllegalArgumentException("SGD has no memory, but " + state.length + " numbers were given");
        }
    }
}

/// Adam (Kingma and Ba 2015) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and bias correction, ascending.
final class Adam implements Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double[] first;
    private final double[] second;
    /// β₁^k and β₂^k after k steps.
    private double power1 = 1;

    private double power2 = 1;

    Adam(int parameterCount) {
        this.first = new double[parameterCount];
        this.second = new double[parameterCount];
    }

    @Override
    public void ascend(double[] gradient, double stepSize, double[] theta) {
        power1 *= BETA1;
        power2 *= BETA2;
        for (int j = 0; j < theta.length; j++) {
            first[j] = BETA1 * first[j] + (1 - BETA1) * gradient[j];
            second[j] = BETA2 * second[j] + (1 - BETA2) * gradient[j] * gradient[j];
            theta[j] += stepSize * (first[j] / (1 - power1)) / (Math.sqrt(second[j] / (1 - power2)) + EPSILON);
        }
    }

    @Override
    public double[] state() {
        double[] state = new double[2 * first.length + 2];
        System.arraycopy(first, 0, state, 0, first.length);
        System.arraycopy(second, 0, state, first.length, first.length);
        state[2 * first.length] = power1;
        state[2 * first.length + 1] = power2;
        return state;
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 2 * first.length + 2) {
            throw new IllegalArgumentException("Adam's memory has " + state.length + " numbers instead of "
                    + (2 * first.length + 2) + " for " + first.length + " parameters");
        }
        System.arraycopy(state, 0, first, 0, first.length);
        System.arraycopy(state, first.length, second, 0, first.length);
        power1 = state[2 * first.length];
        power2 = state[2 * first.length + 1];
    }
}
