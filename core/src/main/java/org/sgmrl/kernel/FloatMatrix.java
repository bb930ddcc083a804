package org.sgmrl.kernel;

import java.util.Objects;

/// A matrix of floats with strides, padded for the kernels: element (i, j) is `data[FIRST + i * rowStride + j *
/// columnStride]`.
///
/// [FloatKernels#matrix] and [FloatKernels#repeatedRow] make matrices; [#transposed] gives a view of the
/// same numbers. Rows are padded to a multiple of four and columns to the vector length. Padding holds
/// numbers without meaning, which kernels read and overwrite freely; they start as zeros.
public final class FloatMatrix {
    /// Rows are computed in tiles of four.
    static final int ROW_TILE = 4;

    /// Index of the first number. An array's numbers begin 16 bytes behind its own beginning, so this one lies at 64: where
    /// the JVM places objects at multiples of 64 bytes, as our launcher tells it to, no vector lies across two lines of the
    /// cache.
    static final int FIRST = 12;

    /// From so many columns on, a row is converted in less time by itself, at stride one, than column by column: twenty
    /// columns take 0.4 times as long.
    private static final int FEW_COLUMNS = 8;

    final float[] data;
    final int rowStride;
    final int columnStride;
    private final int rows;
    private final int columns;

    private FloatMatrix(float[] data, int rows, int columns, int rowStride, int columnStride) {
        this.data = data;
        this.rows = rows;
        this.columns = columns;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
    }

    static FloatMatrix padded(int rows, int columns, int lanes) {
        requirePositive("rows", rows);
        requirePositive("columns", columns);
        int stride = roundUp(columns, Math.max(lanes, ROW_TILE));
        float[] data = new float[Math.addExact(FIRST, Math.multiplyExact(roundUp(rows, ROW_TILE), stride))];
        return new FloatMatrix(data, rows, columns, stride, 1);
    }

    static FloatMatrix paddedRow(int columns, int lanes) {
        requirePositive("columns", columns);
        return new FloatMatrix(
                new float[Math.addExact(FIRST, roundUp(columns, lanes))], Integer.MAX_VALUE, columns, 0, 1);
    }

    /// A view of the same numbers with rows and columns exchanged; only the left factor of a product may be
    /// such a view.
    public FloatMatrix transposed() {
        return new FloatMatrix(data, columns, rows, columnStride, rowStride);
    }

    /// The number of rows that may be used; [Integer#MAX_VALUE] for a repeated row.
    public int rows() {
        return rows;
    }

    /// The number of columns that may be used.
    public int columns() {
        return columns;
    }

    /// Element (row, column).
    public float get(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        return data[FIRST + row * rowStride + column * columnStride];
    }

    /// Rounds `count` rows of `columns()` doubles to floats, starting at `source[offset]`, row-major
    /// without gaps. Rows that complete a tile of four are set to zero.
    public void setRows(int count, double[] source, int offset) {
        requireAtMost("count", count, rows);
        Objects.checkFromIndexSize(offset, Math.multiplyExact(count, columns), source.length);
        if (columns < Math.min(count, FEW_COLUMNS)) {
            // A loop over rows is longer than one over columns.
            for (int column = 0; column < columns; column++) {
                round(count, source, offset + column, columns, data, FIRST + column * columnStride, rowStride);
            }
        } else {
            for (int row = 0; row < count; row++) {
                int from = offset + row * columns;
                if (columnStride == 1) {
                    roundRow(columns, source, from, data, FIRST + row * rowStride);
                } else {
                    round(columns, source, from, 1, data, FIRST + row * rowStride, columnStride);
                }
            }
        }
        if (rowStride != 0) {
            for (int row = count; row < roundUp(count, ROW_TILE); row++) {
                for (int column = 0; column < columns; column++) {
                    data[FIRST + row * rowStride + column * columnStride] = 0;
                }
            }
        }
    }

    // Loops at stride one, with the two arrays of different types, are vectorised by the compiler.
    private static void roundRow(int count, double[] source, int from, float[] target, int to) {
        for (int i = 0; i < count; i++) {
            target[to + i] = (float) source[from + i];
        }
    }

    private static void round(
            int count, double[] source, int from, int sourceStride, float[] target, int to, int targetStride) {
        for (int i = 0; i < count; i++) {
            target[to + i * targetStride] = (float) source[from + i * sourceStride];
        }
    }

    /// Writes the first `count` rows as doubles to `target` from `offset` on, row-major without gaps.
    ///
    /// @param target overwritten
    public void getRows(int count, double[] target, int offset) {
        requireAtMost("count", count, rows);
        Objects.checkFromIndexSize(offset, Math.multiplyExact(count, columns), target.length);
        for (int column = 0; column < columns; column++) {
            int from = FIRST + column * columnStride;
            int to = offset + column;
            for (int row = 0; row < count; row++) {
                target[to + row * columns] = data[from + row * rowStride];
            }
        }
    }

    /// Adds the first `count` rows to `target` from `offset` on, row-major without gaps.
    ///
    /// @param target accumulated
    public void addRowsTo(int count, double[] target, int offset) {
        requireAtMost("count", count, rows);
        Objects.checkFromIndexSize(offset, Math.multiplyExact(count, columns), target.length);
        for (int row = 0; row < count; row++) {
            int to = offset + row * columns;
            if (columnStride == 1) {
                addRow(columns, data, FIRST + row * rowStride, target, to);
            } else {
                addStrided(columns, data, FIRST + row * rowStride, columnStride, target, to);
            }
        }
    }

    private static void addRow(int count, float[] source, int from, double[] target, int to) {
        for (int i = 0; i < count; i++) {
            target[to + i] += source[from + i];
        }
    }

    private static void addStrided(int count, float[] source, int from, int stride, double[] target, int to) {
        for (int i = 0; i < count; i++) {
            target[to + i] += source[from + i * stride];
        }
    }

    /// Copies row `from` to row `to` of a matrix of the same shape.
    ///
    /// @param target row `to` is overwritten
    public void copyRow(int from, FloatMatrix target, int to) {
        Objects.checkIndex(from, rows);
        Objects.checkIndex(to, target.rows);
        requireRowsLike(0, target);
        System.arraycopy(data, FIRST + from * rowStride, target.data, FIRST + to * rowStride, columns);
    }

    /// Checks an elementwise operation on the first rows.
    ///
    /// @return the index behind the last number to process, from [#FIRST] on
    int requireRows(int count) {
        requireAtMost("rows", count, rows);
        requireContiguous("operand");
        if (rowStride == 0) {
            throw new IllegalArgumentException("operand is a repeated row; use a matrix");
        }
        return FIRST + count * rowStride;
    }

    int requireRowsLike(int count, FloatMatrix other) {
        if (other.rowStride != rowStride || other.columns != columns) {
            throw new IllegalArgumentException("operands have " + columns + " and " + other.columns
                    + " columns and must have the same shape; make both with the same kernels");
        }
        other.requireRows(count);
        return requireRows(count);
    }

    static void requireSum(int count, int width, FloatMatrix x, FloatMatrix result) {
        requireAtMost("rows", count, x.rows);
        requireAtMost("columns", width, Math.min(x.columns, result.columns));
        x.requireContiguous("x");
        result.requireContiguous("result");
    }

    @SuppressWarnings("ReferenceEquality") // the question is whether the storage is shared
    static void requireProduct(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        requireAtMost("rows", rows, Math.min(a.rows, Math.min(initial.rows, result.rows)));
        requireAtMost("columns", columns, Math.min(b.columns, Math.min(initial.columns, result.columns)));
        requireAtMost("terms", terms, Math.min(a.columns, b.rows));
        b.requireContiguous("b");
        initial.requireContiguous("initial");
        result.requireContiguous("result");
        if (result.rowStride == 0) {
            throw new IllegalArgumentException("result is a repeated row; use a matrix");
        }
        if (result.data == a.data || result.data == b.data) {
            throw new IllegalArgumentException("result shares its numbers with a factor; use another matrix");
        }
    }

    static void requireProducts(int rows, int columns, FloatMatrix x, FloatMatrix y, FloatMatrix z) {
        requireAtMost("columns", columns, x.columns);
        x.requireRowsLike(rows, y);
        x.requireRowsLike(rows, z);
    }

    private void requireContiguous(String name) {
        if (columnStride != 1) {
            throw new IllegalArgumentException(
                    name + " is a transposed view; only the left factor of a product may be one");
        }
    }

    static int roundUp(int value, int multiple) {
        return Math.multiplyExact(Math.ceilDiv(value, multiple), multiple);
    }

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " = " + value + " must be at least 1");
        }
    }

    static void requireAtMost(String name, int value, int limit) {
        if (value < 0 || value > limit) {
            throw new IllegalArgumentException(name + " = " + value + " must be in [0, " + limit
                    + "]; make the matrix larger or pass fewer rows or columns");
        }
    }
}
