package org.sgmrl.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// The tasks, or pieces of other work, of one partition.
///
/// @param from the first
/// @param to the one after the last
record TaskRange(int from, int to) implements Serializable {
    /// Cuts a meta-batch for so many workers. The cuts are where large subtrees of the sum end ([org.sgmrl.estimator.SumTree]), so
    /// that a partition answers with few vectors; no partition gets a tenth more than an even share for it.
    ///
    /// @param tasks B
    /// @param most partitions, at least 1
    static List<TaskRange> cut(int tasks, int most) {
        int share = Math.ceilDiv(tasks, most);
        int size = Integer.highestOneBit(share);
        while (size > 1 && 10L * Math.ceilDiv(Math.ceilDiv(tasks, size), most) * size > 11L * share) {
            size /= 2;
        }
        int subtrees = Math.ceilDiv(tasks, size);
        int partitions = Math.min(most, subtrees);
        List<TaskRange> ranges = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            ranges.add(new TaskRange(
                    size * cut(i, subtrees, partitions), Math.min(tasks, size * cut(i + 1, subtrees, partitions))));
        }
        return ranges;
    }

    /// As many that begin later.
    TaskRange shifted(int by) {
        return new TaskRange(from + by, to + by);
    }

    private static int cut(int i, int subtrees, int partitions) {
        return (int) ((long) i * subtrees / partitions);
    }
}
