package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;

/// The sums that a meta-gradient is made of, in a binary tree that depends on the number of tasks alone. Task i is leaf i;
/// node j of a level is node 2j of the level below plus node 2j + 1, where there is one. So it makes no difference who
/// computes which tasks when, in threads or on other machines: every sum has the same two summands.
///
///     level 2            0–3           4
///     level 1       0–1       2–3      4
///     level 0      0   1     2   3     4
///
/// A node holds Σ base and, as [TaskWeights] say, Σ p u and Σ q u of its tasks. Two nodes become one as soon as both are
/// there, so that memory follows the number of threads and not that of tasks.
///
/// Threads may [#add] at the same time.
public final class SumTree {
    /// A node's sums.
    private static final class Sums {
        final double[] base;
        final double[] first;
        final double[] second;

        Sums(int parameterCount) {
            this.base = new double[parameterCount];
            this.first = new double[parameterCount];
            this.second = new double[parameterCount];
        }
    }

    private final int tasks;
    private final int parameterCount;
    private final int root;
    private TaskWeights weights = new TaskWeights.None();

    // Guarded by this.
    /// By level, nodes that wait for the other half of their parent.
    private final @Nullable Sums[][] waiting;

    private final Deque<Sums> idle = new ArrayDeque<>();

    /// A tree without sums.
    ///
    /// @param tasks B, at least 1
    /// @param parameterCount length of θ, at least 1
    public SumTree(int tasks, int parameterCount) {
        Arguments.require(tasks >= 1, "tasks", tasks, "be at least 1");
        Arguments.require(parameterCount >= 1, "parameterCount", parameterCount, "be at least 1");
        this.tasks = tasks;
        this.parameterCount = parameterCount;
        this.root = Integer.SIZE - Integer.numberOfLeadingZeros(tasks - 1);
        this.waiting = new Sums[root + 1][];
        for (int level = 0; level <= root; level++) {
            waiting[level] = new Sums[width(level)];
        }
    }

    /// Nodes of a level.
    private int width(int level) {
        return ((tasks - 1) >> level) + 1;
    }

    /// Empties the tree for another meta-batch.
    ///
    /// @param newWeights what scores are multiplied with
    public synchronized void begin(TaskWeights newWeights) {
        weights = Arguments.given("newWeights", newWeights);
        for (@Nullable Sums[] level : waiting) {
            for (int j = 0; j < level.length; j++) {
                Sums left = level[j];
                if (left != null) {
                    idle.push(left);
                    level[j] = null;
                }
            }
        }
    }

    /// What scores are multiplied with.
    ///
    /// @return as [#begin] was told
    public TaskWeights weights() {
        return weights;
    }

    /// B.
    ///
    /// @return the number of tasks
    public int tasks() {
        return tasks;
    }

    /// Adds a task's share.
    ///
    /// @param task its number, each once
    /// @param share the share; not changed, nor kept
    public void add(int task, TaskGradient share) {
        Sums sums = take();
        double p = weights.first(share, task);
        double q = weights.second(share, task);
        int scores = weights.sums();
        for (int j = 0; j < parameterCount; j++) {
            // 0 + keeps negative zeros out: sums of nothing but zeros take no room on their way.
            sums.base[j] = 0 + share.base[j];
            sums.first[j] = scores < 1 ? 0 : 0 + p * share.score[j];
            sums.second[j] = scores < 2 ? 0 : 0 + q * share.score[j];
        }
        climb(0, task, sums);
    }

    private synchronized Sums take() {
        Sums free = idle.poll();
        return free == null ? new Sums(parameterCount) : free;
    }

    /// Puts a node where it belongs, and as many of its ancestors as become whole.
    private void climb(int startLevel, int startIndex, Sums start) {
        int level = startLevel;
        int index = startIndex;
        Sums sums = start;
        while (true) {
            Sums other;
            synchronized (this) {
                if (waiting[level][index] != null) {
                    throw new IllegalStateException(
                            "the tree has tasks " + (index << level) + " and following already");
                }
                boolean alone = (index ^ 1) == width(level);
                other = alone || level == root ? null : waiting[level][index ^ 1];
                if (other == null && (!alone || level == root)) {
                    waiting[level][index] = sums;
                    return;
                }
                if (other != null) {
                    waiting[level][index ^ 1] = null;
                }
            }
            if (other != null) {
                Sums left = (index & 1) == 0 ? sums : other;
                Sums right = (index & 1) == 0 ? other : sums;
                addTo(left, right);
                sums = left;
                synchronized (this) {
                    idle.push(right);
                }
            }
            level++;
            index >>= 1;
        }
    }

    private void addTo(Sums left, Sums right) {
        int scores = weights.sums();
        add(right.base, left.base);
        if (scores > 0) {
            add(right.first, left.first);
        }
        if (scores > 1) {
            add(right.second, left.second);
        }
    }

    private static void add(double[] x, double[] sum) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += x[j];
        }
    }

    /// Bytes that [#write] puts.
    ///
    /// @return a number of bytes
    public synchronized int encodedSize() {
        int size = Integer.BYTES;
        for (@Nullable Sums[] level : waiting) {
            for (Sums node : level) {
                if (node != null) {
                    size += 2 * Integer.BYTES
                            + PackedVector.size(node.base)
                            + PackedVector.size(node.first)
                            + PackedVector.size(node.second);
                }
            }
        }
        return size;
    }

    /// Puts the sums that are there: the fewest nodes that hold all tasks added.
    ///
    /// @param buffer receives [#encodedSize] bytes
    public synchronized void write(ByteBuffer buffer) {
        int count = buffer.position();
        int nodes = 0;
        buffer.putInt(0);
        for (int level = 0; level <= root; level++) {
            for (int j = 0; j < waiting[level].length; j++) {
                Sums node = waiting[level][j];
                if (node != null) {
                    buffer.putInt(level).putInt(j);
                    PackedVector.write(node.base, buffer);
                    PackedVector.write(node.first, buffer);
                    PackedVector.write(node.second, buffer);
                    nodes++;
                }
            }
        }
        buffer.putInt(count, nodes);
    }

    /// Adds what [#write] of a tree of the same shape has put.
    ///
    /// @param buffer holds it from its position on
    public void read(ByteBuffer buffer) {
        for (int nodes = buffer.getInt(); nodes > 0; nodes--) {
            int level = buffer.getInt();
            int index = buffer.getInt();
            Sums sums = take();
            PackedVector.read(buffer, sums.base);
            PackedVector.read(buffer, sums.first);
            PackedVector.read(buffer, sums.second);
            climb(level, index, sums);
        }
    }

    /// Computes the meta-gradient, (Σ base + f Σ p u + g Σ q u)/B.
    ///
    /// @param factors f and g, as [SplitCoefficients#factors] computes them, `[2]`
    /// @param gradient receives the meta-gradient, `[parameterCount]`; overwritten
    /// @param scoreTerm receives the score term's part of it, `[parameterCount]`; overwritten
    /// @throws IllegalStateException if tasks are missing
    public synchronized void mean(double[] factors, double[] gradient, double[] scoreTerm) {
        length("factors", factors, 2);
        length("gradient", gradient, parameterCount);
        length("scoreTerm", scoreTerm, parameterCount);
        Sums sum = waiting[root][0];
        if (sum == null) {
            throw new IllegalStateException("not all of " + tasks + " tasks have been added");
        }
        if (weights.sums() == 0) {
            Arrays.fill(scoreTerm, 0);
        } else {
            for (int j = 0; j < parameterCount; j++) {
                double first = factors[0] * sum.first[j];
                scoreTerm[j] = (weights.sums() < 2 ? first : first + factors[1] * sum.second[j]) / tasks;
            }
        }
        for (int j = 0; j < parameterCount; j++) {
            gradient[j] = sum.base[j] / tasks + scoreTerm[j];
        }
    }

    private static void length(String name, double[] values, int required) {
        int length = Arguments.given(name, values).length;
        Arguments.require(length == required, name + ".length", length, "be " + required);
    }
}
