package org.sgmrl.kernel;

import java.util.Arrays;

/// Plain loops with the arithmetic of [SimdKernels], operation by operation.
final class ScalarKernels implements FloatKernels {
    /// Four terms are added in one pass over a row of the result, in order.
    private static final int UNROLL = 4;

    // Loops over several flat arrays at different offsets are not vectorised by the compiler, loops from zero are:
    // rows of the right factor and of the result are copied here.
    private float[][] rightRows = new float[0][];
    private float[] resultRow = new float[0];

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
        }
    }

    @Override
    public void multiply(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        FloatMatrix.requireProduct(rows, columns, terms, a, b, initial, result);
        reserve(terms, columns);
        float[][] right = rightRows;
        float[] sum = resultRow;
        for (int k = 0; k < terms; k++) {
            System.arraycopy(b.data, k * b.rowStride, right[k], 0, columns);
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(initial.data, i * initial.rowStride, sum, 0, columns);
            int p = i * a.rowStride;
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
            System.arraycopy(sum, 0, result.data, i * result.rowStride, columns);
        }
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
    public void sumRows(int rows, int columns, FloatMatrix x, FloatMatrix result) {
        FloatMatrix.requireSum(rows, columns, x, result);
        Arrays.fill(result.data, 0, columns, 0f);
        for (int i = 0; i < rows; i++) {
            int p = i * x.rowStride;
            for (int j = 0; j < columns; j++) {
                result.data[j] += x.data[p + j];
            }
        }
    }

    @Override
    public void tanh(int rows, FloatMatrix x) {
        int end = x.requireRows(rows);
        float[] data = x.data;
        for (int i = 0; i < end; i++) {
            float z = Math.max(Math.min(data[i], Tanh.LIMIT), -Tanh.LIMIT);
            float u = z * z;
            float p = Math.fma(Math.fma(Math.fma(Math.fma(Tanh.P4, u, Tanh.P3), u, Tanh.P2), u, Tanh.P1), u, 1f);
            float q = Math.fma(Math.fma(Math.fma(Math.fma(Tanh.Q4, u, Tanh.Q3), u, Tanh.Q2), u, Tanh.Q1), u, 1f);
            data[i] = z * p / q;
        }
    }

    @Override
    public void timesTanhSlope(int rows, FloatMatrix h, FloatMatrix x) {
        int end = x.requireRowsLike(rows, h);
        for (int i = 0; i < end; i++) {
            x.data[i] *= Math.fma(-h.data[i], h.data[i], 1f);
        }
    }

    @Override
    public void timesTanhSlopeTangent(
            int rows, FloatMatrix h, FloatMatrix hTangent, FloatMatrix e, FloatMatrix eTangent) {
        int end = e.requireRowsLike(rows, h);
        hTangent.requireRowsLike(rows, h);
        eTangent.requireRowsLike(rows, h);
        for (int i = 0; i < end; i++) {
            float y = h.data[i];
            float d = e.data[i];
            float slope = Math.fma(-y, y, 1f);
            float bend = y * -2f * hTangent.data[i] * d;
            eTangent.data[i] = Math.fma(eTangent.data[i], slope, bend);
            e.data[i] = d * slope;
        }
    }
}
