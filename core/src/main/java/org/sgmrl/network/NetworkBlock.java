package org.sgmrl.network;

/// A block of rows with what a [Network] has computed on them: the values of all layers, after
/// [Network#backward] the derivatives with respect to them, and after [Network#tangent] the values'
/// derivatives along the direction. Made by [Network#newBlock] for networks of that
/// shape and precision; a buffer.
///
/// A block belongs to the parameters it was computed with: the network refuses it at others, and takes it
/// again when the same parameters are back.
public abstract sealed class NetworkBlock permits FloatBlock, DoubleBlock {
    private final int capacity;
    private int rows;
    private boolean kept;
    private boolean differentiated;
    private long parameters;
    private long version;
    private boolean directed;
    private long direction;

    NetworkBlock(int capacity) {
        this.capacity = capacity;
    }

    /// Rows in use.
    public final int rows() {
        return rows;
    }

    /// Whether [Network#backward] was called since the rows were kept.
    public final boolean differentiated() {
        return differentiated;
    }

    /// Copies the values of rows (not their derivatives) to rows that are spread over blocks of the same
    /// network; [#keep] makes the copies usable.
    ///
    /// @param from first row to read
    /// @param count number of rows
    /// @param targets blocks of full capacity, one after the other; may contain this one
    /// @param rows where each row goes, counted over all targets, from `offset` on; those rows are
    ///     overwritten, in this order
    /// @param offset first index of `rows` to use
    public final void copyRows(int from, int count, NetworkBlock[] targets, int[] rows, int offset) {
        for (int i = 0; i < count; i++) {
            int to = rows[offset + i];
            int block = to / capacity;
            copyRow(from + i, targets[block], to - block * capacity);
        }
    }

    /// Copies the values of a row.
    abstract void copyRow(int from, NetworkBlock target, int to);

    /// Declares that the first rows were filled by [#copyRows] from blocks computed with the parameters of
    /// that key.
    ///
    /// @param count number of rows
    /// @param parameterKey [Network#parameterKey] at the time
    public final void keep(int count, long parameterKey) {
        requireRows(count);
        rows = count;
        kept = true;
        differentiated = false;
        directed = false;
        parameters = parameterKey;
        version++;
    }

    /// Another number after every [#keep].
    final long version() {
        return version;
    }

    /// Forgets what is kept.
    public final void forget() {
        kept = false;
        differentiated = false;
        directed = false;
        rows = 0;
    }

    final void setDifferentiated() {
        differentiated = true;
    }

    final void setTangent(long directionKey) {
        directed = true;
        direction = directionKey;
    }

    /// Whether the block has its tangent along the direction of that key.
    final boolean hasTangent(long directionKey) {
        return directed && direction == directionKey;
    }

    final void requireTangent(boolean anyDirection, long directionKey) {
        if (!anyDirection || !hasTangent(directionKey)) {
            throw new IllegalStateException(
                    "the block has no tangent; call tangent after forward and after every setDirection");
        }
    }

    static void requireDirection(boolean directed) {
        if (!directed) {
            throw new IllegalStateException("no direction is set; call setDirection first");
        }
    }

    final void requireRows(int count) {
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException(
                    "rows = " + count + " must be in [0, " + capacity + "]; process more rows in several blocks");
        }
    }

    /// The rows, if they were computed with these parameters.
    final int keptRows(long parameterKey) {
        if (!kept) {
            throw new IllegalStateException("the block keeps nothing; call forward on it first");
        }
        if (parameters != parameterKey) {
            throw new IllegalStateException(
                    "the block was computed with other parameters; call forward again, or setParameters with the same");
        }
        return rows;
    }

    final int differentiatedRows(long parameterKey) {
        int count = keptRows(parameterKey);
        if (!differentiated) {
            throw new IllegalStateException("the block has no derivatives; call backward on it first");
        }
        return count;
    }

    static void requireRange(String name, double[] array, int offset, int count) {
        if (offset < 0 || count > array.length - offset) {
            throw new IllegalArgumentException(name + " has " + array.length + " numbers, but " + count
                    + " are needed from offset " + offset + " on");
        }
    }

    /// A key of a parameter vector: 64 bits in which two different vectors agree by accident only.
    static long key(double[] values, int offset, int count) {
        // Four chains: one would wait for its own multiplication at every number.
        long a = 1;
        long b = 2;
        long c = 3;
        long d = 4;
        int end = offset + count;
        int i = offset;
        for (; i + 3 < end; i += 4) {
            a = mix(a, values[i]);
            b = mix(b, values[i + 1]);
            c = mix(c, values[i + 2]);
            d = mix(d, values[i + 3]);
        }
        for (; i < end; i++) {
            a = mix(a, values[i]);
        }
        return ((a * 31 + b) * 31 + c) * 31 + d;
    }

    private static long mix(long sum, double value) {
        long mixed = (sum ^ Double.doubleToRawLongBits(value)) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }
}
