package org.sgmrl.network;

/// What a network has kept: guards the order of calls.
final class KeptBlock {
    private boolean kept;
    private boolean directed;
    private boolean tangent;
    private int rows;

    void keep(int count) {
        kept = true;
        tangent = false;
        rows = count;
    }

    void forget() {
        kept = false;
        tangent = false;
    }

    void directionSet() {
        directed = true;
        tangent = false;
    }

    void tangentKept() {
        tangent = true;
    }

    /// The rows of the kept block.
    int rows() {
        if (!kept) {
            throw new IllegalStateException(
                    "no block is kept; call forwardKeeping after setParameters and after every forward");
        }
        return rows;
    }

    int rowsWithDirection() {
        if (!directed) {
            throw new IllegalStateException("no direction is set; call setDirection before tangent");
        }
        return rows();
    }

    int rowsWithTangent() {
        int count = rows();
        if (!tangent) {
            throw new IllegalStateException(
                    "the kept block has no tangent; call tangent after forwardKeeping and after every setDirection");
        }
        return count;
    }

    static void requireRows(int rows, int blockRows) {
        if (rows < 0 || rows > blockRows) {
            throw new IllegalArgumentException(
                    "rows = " + rows + " must be in [0, " + blockRows + "]; process more rows in several blocks");
        }
    }

    static void requireRange(String name, double[] array, int offset, int count) {
        if (offset < 0 || count > array.length - offset) {
            throw new IllegalArgumentException(name + " has " + array.length + " numbers, but " + count
                    + " are needed from offset " + offset + " on");
        }
    }
}
