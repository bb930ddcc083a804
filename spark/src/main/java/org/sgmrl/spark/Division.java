package org.sgmrl.spark;

import java.util.List;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.TrainingSettings;

/// How a meta-batch is divided among processes and their threads. The bits are the same for all ways.
///
/// @param ranges the tasks of each partition
/// @param threadsOfTask threads of a process that sample the trajectories of a task together
record Division(List<TaskRange> ranges, int threadsOfTask) {
    /// Less is within what is not known, such as how much of a task is sampling.
    private static final double WORTH = 0.75;

    /// What can compute at the same time.
    ///
    /// @param processes how many
    /// @param threads of each
    /// @param runs that share them, at least 1: what another run has work for is not free
    record Cores(int processes, int threads, int runs) {}

    /// What a division is chosen by, as far as it is known.
    ///
    /// @param task seconds that one thread takes for a task; 0 while that is not known
    /// @param partition seconds that another partition costs the driver
    record Costs(double task, double partition) {}

    /// Divides. There are no more partitions than have work for all their threads, because each answers with sums of its own; but
    /// where tasks take long and processes are free, as many more as make the iteration shortest, with several threads for a task,
    /// if that is by a quarter at least.
    ///
    /// @param settings of which the tasks and the trajectories count
    /// @param wanted threads for a task, whatever it costs; 0 for what pays
    static Division of(TrainingSettings settings, Cores cores, Costs costs, int wanted) {
        int tasks = settings.tasks();
        int threads = cores.threads();
        if (wanted > 0) {
            int together = Math.min(wanted, threads);
            int most = Math.clamp(cores.processes(), 1, Math.ceilDiv(tasks, threads / together));
            return new Division(TaskRange.cut(tasks, most), together);
        }
        int fewest = Math.clamp(cores.processes(), 1, Math.ceilDiv(tasks, threads));
        Division whole = spread(settings, fewest, threads);
        Division best = whole;
        int free = costs.task() == 0 ? 0 : Math.min(tasks, cores.processes() / cores.runs());
        for (int processes = fewest + 1; processes <= free; processes++) {
            Division other = spread(settings, processes, threads);
            if (other.seconds(threads, costs) < best.seconds(threads, costs)) {
                best = other;
            }
        }
        return best.seconds(threads, costs) < WORTH * whole.seconds(threads, costs) ? best : whole;
    }

    private static Division spread(TrainingSettings settings, int processes, int threads) {
        Division whole = new Division(TaskRange.cut(settings.tasks(), processes), 1);
        return new Division(whole.ranges, LocalEngine.threadsOfTask(settings, threads, whole.longest()));
    }

    private int longest() {
        return ranges.stream()
                .mapToInt(range -> range.to() - range.from())
                .max()
                .orElseThrow();
    }

    /// Tasks that a thread, or several together, have one after the other.
    int rounds(int threads) {
        return Math.ceilDiv(longest(), threads / threadsOfTask);
    }

    /// As if all of a task were sampling.
    private double seconds(int threads, Costs costs) {
        return rounds(threads) * costs.task() / threadsOfTask + ranges.size() * costs.partition();
    }
}
