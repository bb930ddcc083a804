package org.sgmrl.kernel;

import static org.sgmrl.kernel.FloatMatrix.FIRST;

import java.util.Arrays;

/// Plain loops with the arithmetic of [SimdKernels], operation by operation.
final class ScalarKernels implements FloatKernels {
    /// Four terms are added in one pass over a row of the result, in order.
    private static final int UNROLL = 4;

    /// Sums that a product of rows is made of.
    private static final int ROW_SUMS = 16;

    /// From so many columns on, whole rows are worth vectorising.
    private static final int WIDE = 12;

    // Loops over several flat arrays at different offsets are not vectorised by the compiler, loops from zero are:
    // rows of the right factor and of the result are copied here.
    private float[][] rightRows = new float[0][];
    private float[] resultRow = new float[0];
    private float[] rightColumn = new float[0];

    private final float[] rowSums = new float[ROW_SUMS];

    @Override
    public String description() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return FloatMatrix.ROW_TILE;
    }

    private void reserve(int terms, int columns) {
        if (resultRow.length < columns || rightRows.length < terms) {
            int width = Math.max(columns, resultRow.length);
            int height = Math.max(terms, rightRows.length);
            resultRow = new float[width];
            rightRows = new float[height][width];
            rightColumn = new float[height];
        }
    }

    @Override
    public void multiply(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        FloatMatrix.requireProduct(rows, columns, terms, a, b, initial, result);
        reserve(terms, columns);
        if (columns < WIDE) {
            multiplyColumns(rows, columns, terms, a, b, initial, result);
        } else {
            multiplyRows(rows, columns, terms, a, b, initial, result);
        }
    }

    private void multiplyRows(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        float[][] right = rightRows;
        float[] sum = resultRow;
        for (int k = 0; k < terms; k++) {
            System.arraycopy(b.data, FIRST + k * b.rowStride, right[k], 0, columns);
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(initial.data, FIRST + i * initial.rowStride, sum, 0, columns);
            int p = FIRST + i * a.rowStride;
            int k = 0;
            for (; k + UNROLL <= terms; k += UNROLL) {
                float a0 = a.data[p];
                float a1 = a.data[p + a.columnStride];
                float a2 = a.data[p + 2 * a.columnStride];
                float a3 = a.data[p + 3 * a.columnStride];
                addFour(columns, a0, right[k], a1, right[k + 1], a2, right[k + 2], a3, right[k + 3], sum);
                p += UNROLL * a.columnStride;
            }
            for (; k < terms; k++) {
                addOne(columns, a.data[p], right[k], sum);
                p += a.columnStride;
            }
            System.arraycopy(sum, 0, result.data, FIRST + i * result.rowStride, columns);
        }
    }

    /// For few columns: one column at a time, eight rows together so that the additions of one need not
    /// wait for one another.
    private void multiplyColumns(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        float[] right = rightColumn;
        for (int j = 0; j < columns; j++) {
            for (int k = 0; k < terms; k++) {
                right[k] = b.data[FIRST + k * b.rowStride + j];
            }
            int i = 0;
            for (; i + 8 <= rows; i += 8) {
                eightRows(i, j, terms, a.data, a.rowStride, a.columnStride, right, initial, result);
            }
            for (; i < rows; i++) {
                float sum = initial.data[FIRST + i * initial.rowStride + j];
                int p = FIRST + i * a.rowStride;
                for (int k = 0; k < terms; k++) {
                    sum = Math.fma(a.data[p], right[k], sum);
                    p += a.columnStride;
                }
                result.data[FIRST + i * result.rowStride + j] = sum;
            }
        }
    }

    private static void eightRows(
            int row,
            int column,
            int terms,
            float[] a,
            int aRow,
            int aColumn,
            float[] right,
            FloatMatrix initial,
            FloatMatrix result) {
        int start = FIRST + row * initial.rowStride + column;
        float s0 = initial.data[start];
        float s1 = initial.data[start + initial.rowStride];
        float s2 = initial.data[start + 2 * initial.rowStride];
        float s3 = initial.data[start + 3 * initial.rowStride];
        float s4 = initial.data[start + 4 * initial.rowStride];
        float s5 = initial.data[start + 5 * initial.rowStride];
        float s6 = initial.data[start + 6 * initial.rowStride];
        float s7 = initial.data[start + 7 * initial.rowStride];
        int p = FIRST + row * aRow;
        for (int k = 0; k < terms; k++) {
            float b = right[k];
            s0 = Math.fma(a[p], b, s0);
            s1 = Math.fma(a[p + aRow], b, s1);
            s2 = Math.fma(a[p + 2 * aRow], b, s2);
            s3 = Math.fma(a[p + 3 * aRow], b, s3);
            s4 = Math.fma(a[p + 4 * aRow], b, s4);
            s5 = Math.fma(a[p + 5 * aRow], b, s5);
            s6 = Math.fma(a[p + 6 * aRow], b, s6);
            s7 = Math.fma(a[p + 7 * aRow], b, s7);
            p += aColumn;
        }
        int end = FIRST + row * result.rowStride + column;
        float[] c = result.data;
        c[end] = s0;
        c[end + result.rowStride] = s1;
        c[end + 2 * result.rowStride] = s2;
        c[end + 3 * result.rowStride] = s3;
        c[end + 4 * result.rowStride] = s4;
        c[end + 5 * result.rowStride] = s5;
        c[end + 6 * result.rowStride] = s6;
        c[end + 7 * result.rowStride] = s7;
    }

    private static void addOne(int columns, float a, float[] b, float[] sum) {
        for (int j = 0; j < columns; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    private static void addFour(
            int columns,
            float a0,
            float[] b0,
            float a1,
            float[] b1,
            float a2,
            float[] b2,
            float a3,
            float[] b3,
            float[] sum) {
        for (int j = 0; j < columns; j++) {
            sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]))));
        }
    }

    @Override
    public void sumRows(int rows, int columns, FloatMatrix x, boolean fresh, FloatMatrix result) {
        FloatMatrix.requireSum(rows, columns, x, result);
        if (fresh) {
            Arrays.fill(result.data, FIRST, FIRST + columns, 0f);
        }
        for (int i = 0; i < rows; i++) {
            int p = i * x.rowStride;
            for (int j = FIRST; j < FIRST + columns; j++) {
                result.data[j] += x.data[p + j];
            }
        }
    }

    @Override
    public void tanh(int rows, FloatMatrix x) {
        int end = x.requireRows(rows);
        float[] data = x.data;
        for (int i = FIRST; i < end; i++) {
            float z = Math.max(Math.min(data[i], Tanh.LIMIT), -Tanh.LIMIT);
            float u = z * z;
            float p = Math.fma(Math.fma(Math.fma(Math.fma(Tanh.P4, u, Tanh.P3), u, Tanh.P2), u, Tanh.P1), u, 1f);
            float q = Math.fma(Math.fma(Math.fma(Math.fma(Tanh.Q4, u, Tanh.Q3), u, Tanh.Q2), u, Tanh.Q1), u, 1f);
            data[i] = z * p / q;
        }
    }

    @Override
    public void tanhOfProduct(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        multiply(rows, columns, terms, a, b, initial, result);
        tanh(rows, result);
    }

    @Override
    public void timesTanhSlope(int rows, FloatMatrix h, FloatMatrix x, FloatMatrix result) {
        int end = x.requireRowsLike(rows, h);
        result.requireRowsLike(rows, h);
        for (int i = FIRST; i < end; i++) {
            result.data[i] = x.data[i] * Math.fma(-h.data[i], h.data[i], 1f);
        }
    }

    @Override
    public void timesTanhSlopeTangent(
            int rows, FloatMatrix h, FloatMatrix hTangent, FloatMatrix e, FloatMatrix eTangent) {
        int end = e.requireRowsLike(rows, h);
        hTangent.requireRowsLike(rows, h);
        eTangent.requireRowsLike(rows, h);
        for (int i = FIRST; i < end; i++) {
            float y = h.data[i];
            float bend = y * -2f * hTangent.data[i] * e.data[i];
            eTangent.data[i] = Math.fma(eTangent.data[i], Math.fma(-y, y, 1f), bend);
        }
    }

    @Override
    public void scaleRows(int rows, double[] factors, int offset, FloatMatrix x, FloatMatrix result) {
        x.requireRowsLike(rows, result);
        int width = x.rowStride;
        for (int i = 0; i < rows; i++) {
            float factor = (float) factors[offset + i];
            int end = FIRST + (i + 1) * width;
            for (int p = end - width; p < end; p++) {
                result.data[p] = factor * x.data[p];
            }
        }
    }

    @Override
    public void combineRows(
            int rows, double[] factors, FloatMatrix x, double[] second, FloatMatrix y, int offset, FloatMatrix result) {
        x.requireRowsLike(rows, result);
        y.requireRowsLike(rows, result);
        int width = x.rowStride;
        for (int i = 0; i < rows; i++) {
            float factor = (float) factors[offset + i];
            float other = (float) second[offset + i];
            int end = FIRST + (i + 1) * width;
            for (int p = end - width; p < end; p++) {
                result.data[p] = Math.fma(other, y.data[p], factor * x.data[p]);
            }
        }
    }

    @Override
    public void addTanhSlopeProducts(
            int rows, int columns, FloatMatrix h, FloatMatrix x, FloatMatrix y, double[] out, int offset) {
        FloatMatrix.requireProducts(rows, columns, h, x, y);
        float[] sums = rowSums;
        for (int i = 0; i < rows; i++) {
            Arrays.fill(sums, 0f);
            int start = FIRST + i * x.rowStride;
            for (int j = 0; j < columns; j++) {
                int p = start + j;
                float product = x.data[p] * Math.fma(-h.data[p], h.data[p], 1f);
                sums[j % ROW_SUMS] = Math.fma(product, y.data[p], sums[j % ROW_SUMS]);
            }
            for (int half = ROW_SUMS / 2; half > 0; half /= 2) {
                for (int j = 0; j < half; j++) {
                    sums[j] += sums[j + half];
                }
            }
            out[offset + i] += sums[0];
        }
    }
}
