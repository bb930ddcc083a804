package org.sgmrl.training;

/// Watches a training run: metrics, progress, checkpoints. Called by the training thread after every
/// iteration. Ends it, if it has seen enough, by [MetaTrainer#stop].
@FunctionalInterface
public interface TrainingTracker {
    /// An iteration is over.
    ///
    /// @param report what it measured
    /// @param trainer the trainer, for a snapshot, or to stop it
    void onIteration(IterationReport report, MetaTrainer<?> trainer);
}
