package org.sgmrl.policy;

import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;

/// Decisions (observation, action) in rows: what a policy is differentiated on. A buffer of fixed capacity:
/// the owner sets [#rows] and writes the arrays, a policy only reads them.
public final class DecisionBatch {
    private final int observationSize;
    private final int actionSize;
    private final double[] observations;
    private final double[] actions;
    private @Nullable DecisionMemory memory;
    private int rows;

    /// A buffer for at most `capacity` rows.
    ///
    /// @param capacity most rows
    /// @param observationSize numbers in an observation
    /// @param actionSize numbers in an action (1 for a discrete action: its index)
    public DecisionBatch(int capacity, int observationSize, int actionSize) {
        Arguments.require(capacity >= 0, "capacity", capacity, "be at least 0");
        Arguments.positive("observationSize", observationSize);
        Arguments.positive("actionSize", actionSize);
        this.observationSize = observationSize;
        this.actionSize = actionSize;
        this.observations = new double[Math.multiplyExact(capacity, observationSize)];
        this.actions = new double[Math.multiplyExact(capacity, actionSize)];
    }

    /// Most rows.
    ///
    /// @return the capacity
    public int capacity() {
        return actions.length / actionSize;
    }

    /// Number of rows in use.
    ///
    /// @return rows
    public int rows() {
        return rows;
    }

    /// Sets the number of rows in use.
    ///
    /// @param rows at most the capacity
    public void rows(int rows) {
        if (rows < 0 || rows * actionSize > actions.length) {
            throw new IllegalArgumentException(
                    "rows = " + rows + " must be in [0, " + actions.length / actionSize + "]");
        }
        this.rows = rows;
    }

    /// What the evaluator that takes these decisions remembers of them.
    ///
    /// @return the memory, or null for none
    public @Nullable DecisionMemory memory() {
        return memory;
    }

    /// Sets the memory. Who writes rows without it must call its [DecisionMemory#begin].
    ///
    /// @param memory with room for as many rows as this batch, or null for none
    public void memory(@Nullable DecisionMemory memory) {
        this.memory = memory;
    }

    /// Numbers in an observation.
    ///
    /// @return the size
    public int observationSize() {
        return observationSize;
    }

    /// Numbers in an action.
    ///
    /// @return the size
    public int actionSize() {
        return actionSize;
    }

    /// The observations themselves, not a copy.
    ///
    /// @return `[capacity × observationSize]`, row-major
    public double[] observations() {
        return observations;
    }

    /// The actions themselves in the policy's units, not a copy.
    ///
    /// @return `[capacity × actionSize]`, row-major
    public double[] actions() {
        return actions;
    }
}
