package org.sgmrl.spark;

/// How long a thread takes for a task: the least of the first iterations with one thread for each, as the code warms up and other
/// work may be in the way.
final class TaskTime {
    private static final int ITERATIONS = 3;

    private int seen;
    private long least = Long.MAX_VALUE;

    /// An iteration has been computed.
    ///
    /// @param nanos of the partition that took longest
    void add(Division division, int threads, long nanos) {
        if (seen < ITERATIONS && division.threadsOfTask() == 1) {
            seen++;
            least = Math.min(least, nanos / division.rounds(threads));
        }
    }

    /// Seconds; 0 while too few iterations have been seen.
    double seconds() {
        return seen < ITERATIONS ? 0 : least * 1e-9;
    }
}
