package org.sgmrl.picture;

import java.util.ArrayList;
import java.util.List;

/// A recorded rollout: the state before each step and after the last, and the reward of each step.
public final class Episode {
    private final List<double[]> states = new ArrayList<>();
    private final List<Double> returns = new ArrayList<>();

    Episode(double[] firstState) {
        states.add(firstState);
        returns.add(0.0);
    }

    void add(double reward, double[] state) {
        states.add(state);
        returns.add(returns.getLast() + reward);
    }

    /// Number of steps.
    ///
    /// @return at least 1 once recorded
    public int length() {
        return states.size() - 1;
    }

    /// The state after `step` steps, or the last one.
    double[] state(int step) {
        return states.get(Math.min(step, length()));
    }

    /// Sum of the rewards of the first `step` steps, or of all.
    ///
    /// @param step a number of steps, at least 0
    /// @return the undiscounted return so far
    public double returnAfter(int step) {
        return returns.get(Math.min(step, length()));
    }
}
