package org.sgmrl.rollout;

import org.sgmrl.environment.ActionSpace;

/// Maps a policy's action to the environment's units: actions of a box by clip(centre + scale · a, low, high), where
/// a = ±[RolloutSampler#POLICY_ACTION_RANGE] is a bound; discrete actions unchanged. Immutable.
public final class ActionMap {
    private final boolean identity;
    private final int size;
    private final double[] low;
    private final double[] high;
    private final double[] centre;
    private final double[] scale;

    /// The map for an environment.
    ///
    /// @param space the environment's actions
    public ActionMap(ActionSpace space) {
        this.size = space.size();
        this.low = new double[size];
        this.high = new double[size];
        this.centre = new double[size];
        this.scale = new double[size];
        switch (space) {
            case ActionSpace.Discrete ignored -> identity = true;
            case ActionSpace.Box box -> {
                identity = false;
                for (int i = 0; i < size; i++) {
                    low[i] = box.low(i);
                    high[i] = box.high(i);
                    centre[i] = 0.5 * (low[i] + high[i]);
                    scale[i] = 0.5 * (high[i] - low[i]) / RolloutSampler.POLICY_ACTION_RANGE;
                }
            }
        }
    }

    /// Maps actions.
    ///
    /// @param rows how many
    /// @param policyActions `[rows × size]` in the policy's units
    /// @param out receives `[rows × size]` in the environment's units; overwritten
    public void map(int rows, double[] policyActions, double[] out) {
        if (identity) {
            System.arraycopy(policyActions, 0, out, 0, rows * size);
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < size; j++) {
                double raw = centre[j] + scale[j] * policyActions[i * size + j];
                out[i * size + j] = Math.clamp(raw, low[j], high[j]);
            }
        }
    }

    /// A component of the policy's action that [#map] takes to a component of the environment's. The least in
    /// magnitude of those that clipping takes to a bound; otherwise right up to rounding.
    ///
    /// @param component index of the component
    /// @param action in the environment's units, within the bounds
    /// @return in the policy's units
    public double toPolicy(int component, double action) {
        return identity ? action : (action - centre[component]) / scale[component];
    }

    /// What a component of an action of 0 is in the environment's units.
    ///
    /// @param component index of the component of a box
    /// @return the middle between the bounds
    public double centre(int component) {
        return centre[component];
    }

    /// How many of the environment's units one of the policy's is.
    ///
    /// @param component index of the component of a box
    /// @return the scale, positive
    public double scale(int component) {
        return scale[component];
    }
}
