package org.sgmrl.rollout;

import org.sgmrl.environment.ActionSpace;

/// Maps a policy's action to the environment's units. Box actions: [-range, range] linearly onto the
/// bounds, then clipped; discrete actions unchanged.
final class ActionMap {
    private final boolean identity;
    private final int size;
    private final double[] low;
    private final double[] high;
    private final double[] centre;
    private final double[] scale;

    ActionMap(ActionSpace space, double range) {
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
                    scale[i] = 0.5 * (high[i] - low[i]) / range;
                }
            }
        }
    }

    /// Maps `rows` actions; `out` is overwritten.
    void map(int rows, double[] policyActions, double[] out) {
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
}
