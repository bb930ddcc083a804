package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskWeights;

/// How a meta-batch is cut.
final class TaskRangeTest {
    @Test
    void rangesCoverAllTasksOnceAndNoneIsATenthLargerThanAnEvenShare() {
        for (int tasks = 1; tasks <= 300; tasks++) {
            for (int most : new int[] {1, 2, 3, 7, 12, 16, 100, 1024}) {
                List<TaskRange> ranges = TaskRange.cut(tasks, most);
                assertThat(ranges).hasSizeLessThanOrEqualTo(most);
                int next = 0;
                for (TaskRange range : ranges) {
                    assertThat(range.from()).isEqualTo(next);
                    assertThat(range.to() - range.from()).isPositive().isLessThanOrEqualTo((int)
                            Math.floor(1.1 * Math.ceilDiv(tasks, most)));
                    next = range.to();
                }
                assertThat(next).isEqualTo(tasks);
            }
        }
    }

    @Test
    void thePapersMetaBatchHasAPartitionForEachTaskWhereThereAreCores() {
        assertThat(TaskRange.cut(40, 40)).hasSize(40);
        assertThat(TaskRange.cut(40, 64)).hasSize(40);
        assertThat(TaskRange.cut(40, 1)).containsExactly(new TaskRange(0, 40));
    }

    /// Vectors, with one of a number each, that all partitions answer with.
    private static int vectors(int tasks, int most) {
        TaskGradient share = new TaskGradient(1);
        share.base()[0] = 1;
        int vectors = 0;
        for (TaskRange range : TaskRange.cut(tasks, most)) {
            SumTree tree = new SumTree(tasks, 1);
            tree.begin(new TaskWeights.None());
            for (int i = range.from(); i < range.to(); i++) {
                tree.add(i, share);
            }
            byte[] bytes = new byte[tree.encodedSize()];
            tree.write(ByteBuffer.wrap(bytes));
            vectors += ByteBuffer.wrap(bytes).getInt();
        }
        return vectors;
    }

    @Test
    void theVectorsThatPartitionsAnswerWithDoNotGrowWithTheTasks() {
        // 4,000 tasks are little less than 4,096: even shares of a power of two are subtrees.
        for (int cores : new int[] {2, 16, 128, 1024}) {
            assertThat(vectors(4000, cores))
                    .isEqualTo(TaskRange.cut(4000, cores).size());
        }
        for (int tasks : new int[] {40, 4_000, 40_000}) {
            for (int cores : new int[] {2, 3, 12, 16, 100, 1024}) {
                assertThat(vectors(tasks, cores)).isLessThanOrEqualTo(6 * cores);
            }
        }
    }
}
