package org.sgmrl.policy;

/// What an evaluator remembers of the decisions it took, so that gradients of the same decisions need not
/// compute it again. Only a cache: with and without it every result has the same bits. Made by
/// [PolicyEvaluator#newMemory] for one [DecisionBatch], used by that evaluator only, unless it [#takesFromMany].
public interface DecisionMemory {
    /// Forgets everything: a new batch is about to be sampled.
    void begin();

    /// Moves rows that were remembered, towards the beginning.
    ///
    /// @param from first row
    /// @param to where to, less than `from`
    /// @param count number of rows
    void move(int from, int to, int count);

    /// The batch is complete: its first rows have all been remembered.
    ///
    /// @param rows rows of the batch
    void end(int rows);

    /// Whether other evaluators of the same policy at the same parameters may act with it, too, several at the same time, each
    /// on rows of its own.
    ///
    /// @return false by default
    default boolean takesFromMany() {
        return false;
    }
}
