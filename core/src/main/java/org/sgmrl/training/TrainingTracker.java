package org.sgmrl.training;

/// Watches a training run: metrics, progress, checkpoints. Called by the training thread after every
/// iteration.
public interface TrainingTracker {
    /// An iteration is over.
    ///
    /// @param report what it measured
    /// @param trainer the trainer, for a snapshot
    void onIteration(IterationReport report, MetaTrainer<?> trainer);
}
