package org.sgmrl.spark;

import java.util.List;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.TrainingSettings;

/// How a meta-batch is divided among processes and their threads.
///
/// @param ranges the tasks of each partition
/// @param threadsOfTask threads of a process that sample the trajectories of a task together
record Division(List<TaskRange> ranges, int threadsOfTask) {
    /// Divides. Without more threads than tasks, each thread has whole tasks, and there are no more partitions than have work for
    /// their threads, because each answers with sums of its own. Where threads are free, tasks are spread over more processes
    /// and all their threads.
    ///
    /// @param settings of which the tasks and the trajectories count
    /// @param processes that can compute at the same time
    /// @param runs that share them, at least 1: threads that another run has work for are not free
    /// @param threads of a process
    /// @param wanted threads for a task; 0 for as many as are free
    static Division of(TrainingSettings settings, int processes, int runs, int threads, int wanted) {
        int tasks = settings.tasks();
        int together = wanted > 0
                ? Math.min(wanted, threads)
                : LocalEngine.threadsOfTask(settings, threads, Math.ceilDiv(tasks, Math.max(1, processes / runs)));
        int most = Math.clamp(processes, 1, Math.ceilDiv(tasks, threads / together));
        return new Division(TaskRange.cut(tasks, most), together);
    }
}
