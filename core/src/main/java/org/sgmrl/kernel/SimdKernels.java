package org.sgmrl.kernel;

import static org.sgmrl.kernel.FloatMatrix.FIRST;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Vector-API kernels.
///
/// The arithmetic stands in the loop bodies: a helper that returns a vector is not inlined once it exceeds
/// 325 bytecodes, and every vector it returns is then boxed. The one helper, tanh, is shorter.
final class SimdKernels implements FloatKernels {
    /// The vector length in bits, read once; meant for tests, which check that it does not change results.
    static final String BITS_PROPERTY = "org.sgmrl.kernel.bits";

    private static final VectorSpecies<Float> SPECIES = species();
    private static final int LANES = SPECIES.length();
    /// Tiles of 4 x 3 and 4 x 2 vectors keep both multipliers busy in 16 registers, as does 8 x 1. A processor with vectors of
    /// 512 bits has 32 registers, enough for tiles of 4 x 4, which load less for each multiplication.
    private static final int WIDEST_TILE = LANES == 16 ? 4 : 3;

    private static final VectorSpecies<Float> QUARTER = FloatVector.SPECIES_128;
    private final float[] rowSums = new float[16];

    private static VectorSpecies<Float> species() {
        // Longer vectors than 512 bits would waste most lanes on the widths of policy networks.
        int bits = Integer.getInteger(BITS_PROPERTY, Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
        return switch (bits) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default ->
                throw new IllegalArgumentException(BITS_PROPERTY + " = " + bits
                        + " must be 128, 256 or 512; remove the property to use the processor's own");
        };
    }

    @Override
    public String description() {
        return "simd-" + SPECIES.vectorBitSize();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void multiply(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        FloatMatrix.requireProduct(rows, columns, terms, a, b, initial, result);
        if (terms == 2) {
            twoTerms(rows, columns, a, b, initial, result);
            return;
        }
        int vectors = Math.ceilDiv(columns, LANES);
        if (rows == 1 && vectors > 2) {
            oneRow(vectors, terms, a, b, initial, result);
            return;
        }
        int end = FloatMatrix.roundUp(rows, FloatMatrix.ROW_TILE);
        int column = FIRST;
        while (vectors > 0) {
            // As few tiles as there can be, of widths that differ by one at most: 13 vectors are 3, 3, 3, 2 and 2.
            int width = Math.ceilDiv(vectors, Math.ceilDiv(vectors, WIDEST_TILE));
            switch (width) {
                case 4 -> tile4x4(0, end, terms, column, a, b, initial, result);
                case 3 -> tile4x3(0, end, terms, column, a, b, initial, result);
                case 2 -> tile4x2(0, end, terms, column, a, b, initial, result);
                default -> {
                    int eights = a.columnStride == 1 ? end & -8 : 0;
                    tile8x1(0, eights, terms, column, a, b, initial, result);
                    tile4x1(eights, end, terms, column, a, b, initial, result);
                }
            }
            vectors -= width;
            column += width * LANES;
        }
    }

    /// Two inputs or two outputs are common, and tiles do not pay for so few terms.
    private static void twoTerms(
            int rows, int columns, FloatMatrix left, FloatMatrix right, FloatMatrix start, FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int second = FIRST + right.rowStride;
        for (int i = 0; i < rows; i++) {
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[FIRST + i * left.rowStride]);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[FIRST + i * left.rowStride + left.columnStride]);
            int from = FIRST + i * start.rowStride;
            int to = FIRST + i * result.rowStride;
            for (int j = 0; j < columns; j += LANES) {
                FloatVector sum = FloatVector.fromArray(SPECIES, initial, from + j);
                sum = a0.fma(FloatVector.fromArray(SPECIES, b, FIRST + j), sum);
                sum = a1.fma(FloatVector.fromArray(SPECIES, b, second + j), sum);
                sum.intoArray(c, to + j);
            }
        }
    }

    @Override
    public void tanhOfProduct(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        if (terms == 2) {
            FloatMatrix.requireProduct(rows, columns, terms, a, b, initial, result);
            tanhOfTwoTerms(rows, columns, a, b, initial, result);
        } else {
            multiply(rows, columns, terms, a, b, initial, result);
            tanh(rows, result);
        }
    }

    /// As [#twoTerms], without a way to memory and back before the tanh.
    private static void tanhOfTwoTerms(
            int rows, int columns, FloatMatrix left, FloatMatrix right, FloatMatrix start, FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int second = FIRST + right.rowStride;
        for (int i = 0; i < rows; i++) {
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[FIRST + i * left.rowStride]);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[FIRST + i * left.rowStride + left.columnStride]);
            int from = FIRST + i * start.rowStride;
            int to = FIRST + i * result.rowStride;
            for (int j = 0; j < columns; j += LANES) {
                FloatVector sum = FloatVector.fromArray(SPECIES, initial, from + j);
                sum = a0.fma(FloatVector.fromArray(SPECIES, b, FIRST + j), sum);
                sum = a1.fma(FloatVector.fromArray(SPECIES, b, second + j), sum);
                tanh(sum).intoArray(c, to + j);
            }
        }
    }

    /// One row, as a policy at work has it, eight vectors at a time: enough chains of additions to keep both multipliers
    /// busy, where tiles would do the arithmetic of four rows. A last tile that is not full computes its last vector
    /// several times, which costs less than another tile would.
    private static void oneRow(
            int vectors, int terms, FloatMatrix left, FloatMatrix right, FloatMatrix start, FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aColumn = left.columnStride;
        int bRow = right.rowStride;
        for (int first = 0; first < vectors; first += 8) {
            int last = vectors - 1 - first;
            int j0 = FIRST + first * LANES;
            int j1 = j0 + Math.min(1, last) * LANES;
            int j2 = j0 + Math.min(2, last) * LANES;
            int j3 = j0 + Math.min(3, last) * LANES;
            int j4 = j0 + Math.min(4, last) * LANES;
            int j5 = j0 + Math.min(5, last) * LANES;
            int j6 = j0 + Math.min(6, last) * LANES;
            int j7 = j0 + Math.min(7, last) * LANES;
            FloatVector c0 = FloatVector.fromArray(SPECIES, initial, j0);
            FloatVector c1 = FloatVector.fromArray(SPECIES, initial, j1);
            FloatVector c2 = FloatVector.fromArray(SPECIES, initial, j2);
            FloatVector c3 = FloatVector.fromArray(SPECIES, initial, j3);
            FloatVector c4 = FloatVector.fromArray(SPECIES, initial, j4);
            FloatVector c5 = FloatVector.fromArray(SPECIES, initial, j5);
            FloatVector c6 = FloatVector.fromArray(SPECIES, initial, j6);
            FloatVector c7 = FloatVector.fromArray(SPECIES, initial, j7);
            int p = FIRST;
            int q = 0;
            for (int k = 0; k < terms; k++) {
                FloatVector factor = FloatVector.broadcast(SPECIES, a[p]);
                c0 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j0), c0);
                c1 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j1), c1);
                c2 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j2), c2);
                c3 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j3), c3);
                c4 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j4), c4);
                c5 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j5), c5);
                c6 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j6), c6);
                c7 = factor.fma(FloatVector.fromArray(SPECIES, b, q + j7), c7);
                p += aColumn;
                q += bRow;
            }
            c0.intoArray(c, j0);
            c1.intoArray(c, j1);
            c2.intoArray(c, j2);
            c3.intoArray(c, j3);
            c4.intoArray(c, j4);
            c5.intoArray(c, j5);
            c6.intoArray(c, j6);
            c7.intoArray(c, j7);
        }
    }

    // Tiles of 4 x 4, 4 x 3, 4 x 2, 8 x 1 and 4 x 1 vectors of the result stay in registers while all terms are added.

    private static void tile4x4(
            int from,
            int to,
            int terms,
            int column,
            FloatMatrix left,
            FloatMatrix right,
            FloatMatrix start,
            FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aRow = left.rowStride;
        int aColumn = left.columnStride;
        int bRow = right.rowStride;
        int initialRow = start.rowStride;
        int cRow = result.rowStride;
        for (int i = from; i < to; i += 4) {
            int s = i * initialRow + column;
            FloatVector c00 = FloatVector.fromArray(SPECIES, initial, s);
            FloatVector c01 = FloatVector.fromArray(SPECIES, initial, s + LANES);
            FloatVector c02 = FloatVector.fromArray(SPECIES, initial, s + 2 * LANES);
            FloatVector c03 = FloatVector.fromArray(SPECIES, initial, s + 3 * LANES);
            FloatVector c10 = FloatVector.fromArray(SPECIES, initial, s + initialRow);
            FloatVector c11 = FloatVector.fromArray(SPECIES, initial, s + initialRow + LANES);
            FloatVector c12 = FloatVector.fromArray(SPECIES, initial, s + initialRow + 2 * LANES);
            FloatVector c13 = FloatVector.fromArray(SPECIES, initial, s + initialRow + 3 * LANES);
            FloatVector c20 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow);
            FloatVector c21 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + LANES);
            FloatVector c22 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + 2 * LANES);
            FloatVector c23 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + 3 * LANES);
            FloatVector c30 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow);
            FloatVector c31 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + LANES);
            FloatVector c32 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + 2 * LANES);
            FloatVector c33 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + 3 * LANES);
            int p = FIRST + i * aRow;
            int q = column;
            for (int k = 0; k < terms; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
                FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                c02 = a0.fma(b2, c02);
                c03 = a0.fma(b3, c03);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + aRow]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                c12 = a1.fma(b2, c12);
                c13 = a1.fma(b3, c13);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * aRow]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                c22 = a2.fma(b2, c22);
                c23 = a2.fma(b3, c23);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * aRow]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                c32 = a3.fma(b2, c32);
                c33 = a3.fma(b3, c33);
                p += aColumn;
                q += bRow;
            }
            int e = i * cRow + column;
            c00.intoArray(c, e);
            c01.intoArray(c, e + LANES);
            c02.intoArray(c, e + 2 * LANES);
            c03.intoArray(c, e + 3 * LANES);
            c10.intoArray(c, e + cRow);
            c11.intoArray(c, e + cRow + LANES);
            c12.intoArray(c, e + cRow + 2 * LANES);
            c13.intoArray(c, e + cRow + 3 * LANES);
            c20.intoArray(c, e + 2 * cRow);
            c21.intoArray(c, e + 2 * cRow + LANES);
            c22.intoArray(c, e + 2 * cRow + 2 * LANES);
            c23.intoArray(c, e + 2 * cRow + 3 * LANES);
            c30.intoArray(c, e + 3 * cRow);
            c31.intoArray(c, e + 3 * cRow + LANES);
            c32.intoArray(c, e + 3 * cRow + 2 * LANES);
            c33.intoArray(c, e + 3 * cRow + 3 * LANES);
        }
    }

    private static void tile4x3(
            int from,
            int to,
            int terms,
            int column,
            FloatMatrix left,
            FloatMatrix right,
            FloatMatrix start,
            FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aRow = left.rowStride;
        int aColumn = left.columnStride;
        int bRow = right.rowStride;
        int initialRow = start.rowStride;
        int cRow = result.rowStride;
        for (int i = from; i < to; i += 4) {
            int s = i * initialRow + column;
            FloatVector c00 = FloatVector.fromArray(SPECIES, initial, s);
            FloatVector c01 = FloatVector.fromArray(SPECIES, initial, s + LANES);
            FloatVector c02 = FloatVector.fromArray(SPECIES, initial, s + 2 * LANES);
            FloatVector c10 = FloatVector.fromArray(SPECIES, initial, s + initialRow);
            FloatVector c11 = FloatVector.fromArray(SPECIES, initial, s + initialRow + LANES);
            FloatVector c12 = FloatVector.fromArray(SPECIES, initial, s + initialRow + 2 * LANES);
            FloatVector c20 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow);
            FloatVector c21 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + LANES);
            FloatVector c22 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + 2 * LANES);
            FloatVector c30 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow);
            FloatVector c31 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + LANES);
            FloatVector c32 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + 2 * LANES);
            int p = FIRST + i * aRow;
            int q = column;
            for (int k = 0; k < terms; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                c02 = a0.fma(b2, c02);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + aRow]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                c12 = a1.fma(b2, c12);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * aRow]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                c22 = a2.fma(b2, c22);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * aRow]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                c32 = a3.fma(b2, c32);
                p += aColumn;
                q += bRow;
            }
            int e = i * cRow + column;
            c00.intoArray(c, e);
            c01.intoArray(c, e + LANES);
            c02.intoArray(c, e + 2 * LANES);
            c10.intoArray(c, e + cRow);
            c11.intoArray(c, e + cRow + LANES);
            c12.intoArray(c, e + cRow + 2 * LANES);
            c20.intoArray(c, e + 2 * cRow);
            c21.intoArray(c, e + 2 * cRow + LANES);
            c22.intoArray(c, e + 2 * cRow + 2 * LANES);
            c30.intoArray(c, e + 3 * cRow);
            c31.intoArray(c, e + 3 * cRow + LANES);
            c32.intoArray(c, e + 3 * cRow + 2 * LANES);
        }
    }

    private static void tile4x2(
            int from,
            int to,
            int terms,
            int column,
            FloatMatrix left,
            FloatMatrix right,
            FloatMatrix start,
            FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aRow = left.rowStride;
        int aColumn = left.columnStride;
        int bRow = right.rowStride;
        int initialRow = start.rowStride;
        int cRow = result.rowStride;
        for (int i = from; i < to; i += 4) {
            int s = i * initialRow + column;
            FloatVector c00 = FloatVector.fromArray(SPECIES, initial, s);
            FloatVector c01 = FloatVector.fromArray(SPECIES, initial, s + LANES);
            FloatVector c10 = FloatVector.fromArray(SPECIES, initial, s + initialRow);
            FloatVector c11 = FloatVector.fromArray(SPECIES, initial, s + initialRow + LANES);
            FloatVector c20 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow);
            FloatVector c21 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow + LANES);
            FloatVector c30 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow);
            FloatVector c31 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow + LANES);
            int p = FIRST + i * aRow;
            int q = column;
            for (int k = 0; k < terms; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + aRow]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * aRow]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * aRow]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                p += aColumn;
                q += bRow;
            }
            int e = i * cRow + column;
            c00.intoArray(c, e);
            c01.intoArray(c, e + LANES);
            c10.intoArray(c, e + cRow);
            c11.intoArray(c, e + cRow + LANES);
            c20.intoArray(c, e + 2 * cRow);
            c21.intoArray(c, e + 2 * cRow + LANES);
            c30.intoArray(c, e + 3 * cRow);
            c31.intoArray(c, e + 3 * cRow + LANES);
        }
    }

    /// For products of few columns, whose left factor is not transposed: with the term as the only index that moves in a row,
    /// the compiler checks the bounds of the rows once instead of for every term, which would take longer than the arithmetic.
    private static void tile8x1(
            int from,
            int to,
            int terms,
            int column,
            FloatMatrix left,
            FloatMatrix right,
            FloatMatrix start,
            FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aRow = left.rowStride;
        int bRow = right.rowStride;
        int initialRow = start.rowStride;
        int cRow = result.rowStride;
        for (int i = from; i < to; i += 8) {
            int s = i * initialRow + column;
            FloatVector c00 = FloatVector.fromArray(SPECIES, initial, s);
            FloatVector c10 = FloatVector.fromArray(SPECIES, initial, s + initialRow);
            FloatVector c20 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow);
            FloatVector c30 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow);
            FloatVector c40 = FloatVector.fromArray(SPECIES, initial, s + 4 * initialRow);
            FloatVector c50 = FloatVector.fromArray(SPECIES, initial, s + 5 * initialRow);
            FloatVector c60 = FloatVector.fromArray(SPECIES, initial, s + 6 * initialRow);
            FloatVector c70 = FloatVector.fromArray(SPECIES, initial, s + 7 * initialRow);
            int p0 = FIRST + i * aRow;
            int p1 = p0 + aRow;
            int p2 = p1 + aRow;
            int p3 = p2 + aRow;
            int p4 = p3 + aRow;
            int p5 = p4 + aRow;
            int p6 = p5 + aRow;
            int p7 = p6 + aRow;
            int q = column;
            for (int k = 0; k < terms; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[p0 + k]);
                c00 = a0.fma(b0, c00);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[p1 + k]);
                c10 = a1.fma(b0, c10);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[p2 + k]);
                c20 = a2.fma(b0, c20);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[p3 + k]);
                c30 = a3.fma(b0, c30);
                FloatVector a4 = FloatVector.broadcast(SPECIES, a[p4 + k]);
                c40 = a4.fma(b0, c40);
                FloatVector a5 = FloatVector.broadcast(SPECIES, a[p5 + k]);
                c50 = a5.fma(b0, c50);
                FloatVector a6 = FloatVector.broadcast(SPECIES, a[p6 + k]);
                c60 = a6.fma(b0, c60);
                FloatVector a7 = FloatVector.broadcast(SPECIES, a[p7 + k]);
                c70 = a7.fma(b0, c70);
                q += bRow;
            }
            int e = i * cRow + column;
            c00.intoArray(c, e);
            c10.intoArray(c, e + cRow);
            c20.intoArray(c, e + 2 * cRow);
            c30.intoArray(c, e + 3 * cRow);
            c40.intoArray(c, e + 4 * cRow);
            c50.intoArray(c, e + 5 * cRow);
            c60.intoArray(c, e + 6 * cRow);
            c70.intoArray(c, e + 7 * cRow);
        }
    }

    private static void tile4x1(
            int from,
            int to,
            int terms,
            int column,
            FloatMatrix left,
            FloatMatrix right,
            FloatMatrix start,
            FloatMatrix result) {
        float[] a = left.data;
        float[] b = right.data;
        float[] initial = start.data;
        float[] c = result.data;
        int aRow = left.rowStride;
        int aColumn = left.columnStride;
        int bRow = right.rowStride;
        int initialRow = start.rowStride;
        int cRow = result.rowStride;
        for (int i = from; i < to; i += 4) {
            int s = i * initialRow + column;
            FloatVector c00 = FloatVector.fromArray(SPECIES, initial, s);
            FloatVector c10 = FloatVector.fromArray(SPECIES, initial, s + initialRow);
            FloatVector c20 = FloatVector.fromArray(SPECIES, initial, s + 2 * initialRow);
            FloatVector c30 = FloatVector.fromArray(SPECIES, initial, s + 3 * initialRow);
            int p = FIRST + i * aRow;
            int q = column;
            for (int k = 0; k < terms; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
                c00 = a0.fma(b0, c00);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + aRow]);
                c10 = a1.fma(b0, c10);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * aRow]);
                c20 = a2.fma(b0, c20);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * aRow]);
                c30 = a3.fma(b0, c30);
                p += aColumn;
                q += bRow;
            }
            int e = i * cRow + column;
            c00.intoArray(c, e);
            c10.intoArray(c, e + cRow);
            c20.intoArray(c, e + 2 * cRow);
            c30.intoArray(c, e + 3 * cRow);
        }
    }

    @Override
    public void sumRows(int rows, int columns, FloatMatrix x, boolean fresh, FloatMatrix result) {
        FloatMatrix.requireSum(rows, columns, x, result);
        if (fresh) {
            Arrays.fill(result.data, 0f);
        }
        int column = FIRST;
        int end = FIRST + columns;
        for (; column + 3 * LANES < end; column += 4 * LANES) {
            FloatVector s0 = FloatVector.fromArray(SPECIES, result.data, column);
            FloatVector s1 = FloatVector.fromArray(SPECIES, result.data, column + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, result.data, column + 2 * LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, result.data, column + 3 * LANES);
            int p = column;
            for (int i = 0; i < rows; i++) {
                s0 = s0.add(FloatVector.fromArray(SPECIES, x.data, p));
                s1 = s1.add(FloatVector.fromArray(SPECIES, x.data, p + LANES));
                s2 = s2.add(FloatVector.fromArray(SPECIES, x.data, p + 2 * LANES));
                s3 = s3.add(FloatVector.fromArray(SPECIES, x.data, p + 3 * LANES));
                p += x.rowStride;
            }
            s0.intoArray(result.data, column);
            s1.intoArray(result.data, column + LANES);
            s2.intoArray(result.data, column + 2 * LANES);
            s3.intoArray(result.data, column + 3 * LANES);
        }
        for (; column < end; column += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, result.data, column);
            int p = column;
            for (int i = 0; i < rows; i++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x.data, p));
                p += x.rowStride;
            }
            sum.intoArray(result.data, column);
        }
    }

    @Override
    public void tanh(int rows, FloatMatrix x) {
        int end = x.requireRows(rows);
        float[] data = x.data;
        for (int i = FIRST; i < end; i += LANES) {
            tanh(FloatVector.fromArray(SPECIES, data, i)).intoArray(data, i);
        }
    }

    /// Short enough to be inlined (under 325 bytecodes), which it must be.
    private static FloatVector tanh(FloatVector x) {
        FloatVector z = x.blend(Tanh.LIMIT, x.compare(VectorOperators.GT, Tanh.LIMIT));
        z = z.blend(-Tanh.LIMIT, z.compare(VectorOperators.LT, -Tanh.LIMIT));
        FloatVector u = z.mul(z);
        FloatVector p = FloatVector.broadcast(SPECIES, Tanh.P4);
        FloatVector q = FloatVector.broadcast(SPECIES, Tanh.Q4);
        p = p.fma(u, FloatVector.broadcast(SPECIES, Tanh.P3));
        q = q.fma(u, FloatVector.broadcast(SPECIES, Tanh.Q3));
        p = p.fma(u, FloatVector.broadcast(SPECIES, Tanh.P2));
        q = q.fma(u, FloatVector.broadcast(SPECIES, Tanh.Q2));
        p = p.fma(u, FloatVector.broadcast(SPECIES, Tanh.P1));
        q = q.fma(u, FloatVector.broadcast(SPECIES, Tanh.Q1));
        p = p.fma(u, FloatVector.broadcast(SPECIES, 1f));
        q = q.fma(u, FloatVector.broadcast(SPECIES, 1f));
        return z.mul(p).div(q);
    }

    @Override
    public void timesTanhSlope(int rows, FloatMatrix h, FloatMatrix x, FloatMatrix result) {
        int end = x.requireRowsLike(rows, h);
        result.requireRowsLike(rows, h);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = FIRST; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, h.data, i);
            FloatVector slope = y.neg().fma(y, one);
            FloatVector.fromArray(SPECIES, x.data, i).mul(slope).intoArray(result.data, i);
        }
    }

    @Override
    public void timesTanhSlopeTangent(
            int rows, FloatMatrix h, FloatMatrix hTangent, FloatMatrix e, FloatMatrix eTangent) {
        int end = e.requireRowsLike(rows, h);
        hTangent.requireRowsLike(rows, h);
        eTangent.requireRowsLike(rows, h);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = FIRST; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, h.data, i);
            FloatVector slope = y.neg().fma(y, one);
            FloatVector bend = y.mul(-2f)
                    .mul(FloatVector.fromArray(SPECIES, hTangent.data, i))
                    .mul(FloatVector.fromArray(SPECIES, e.data, i));
            FloatVector.fromArray(SPECIES, eTangent.data, i).fma(slope, bend).intoArray(eTangent.data, i);
        }
    }

    @Override
    public void scaleRows(int rows, double[] factors, int offset, FloatMatrix x, FloatMatrix result) {
        x.requireRowsLike(rows, result);
        int width = x.rowStride;
        for (int i = 0; i < rows; i++) {
            FloatVector factor = FloatVector.broadcast(SPECIES, (float) factors[offset + i]);
            int end = FIRST + (i + 1) * width;
            for (int p = end - width; p < end; p += LANES) {
                FloatVector.fromArray(SPECIES, x.data, p).mul(factor).intoArray(result.data, p);
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
            FloatVector factor = FloatVector.broadcast(SPECIES, (float) factors[offset + i]);
            FloatVector other = FloatVector.broadcast(SPECIES, (float) second[offset + i]);
            int end = FIRST + (i + 1) * width;
            for (int p = end - width; p < end; p += LANES) {
                FloatVector first = FloatVector.fromArray(SPECIES, x.data, p).mul(factor);
                other.fma(FloatVector.fromArray(SPECIES, y.data, p), first).intoArray(result.data, p);
            }
        }
    }

    /// Four vectors of four lanes on every processor, which are the sixteen sums.
    @Override
    public void addTanhSlopeProducts(
            int rows, int columns, FloatMatrix h, FloatMatrix x, FloatMatrix y, double[] out, int offset) {
        FloatMatrix.requireProducts(rows, columns, h, x, y);
        float[] sums = rowSums;
        FloatVector one = FloatVector.broadcast(QUARTER, 1f);
        FloatVector zero = FloatVector.zero(QUARTER);
        for (int i = 0; i < rows; i++) {
            FloatVector s0 = zero;
            FloatVector s1 = zero;
            FloatVector s2 = zero;
            FloatVector s3 = zero;
            int p = FIRST + i * x.rowStride;
            int end = p + columns;
            for (; p + 16 <= end; p += 16) {
                FloatVector h0 = FloatVector.fromArray(QUARTER, h.data, p);
                FloatVector x0 =
                        FloatVector.fromArray(QUARTER, x.data, p).mul(h0.neg().fma(h0, one));
                s0 = x0.fma(FloatVector.fromArray(QUARTER, y.data, p), s0);
                FloatVector h1 = FloatVector.fromArray(QUARTER, h.data, p + 4);
                FloatVector x1 = FloatVector.fromArray(QUARTER, x.data, p + 4)
                        .mul(h1.neg().fma(h1, one));
                s1 = x1.fma(FloatVector.fromArray(QUARTER, y.data, p + 4), s1);
                FloatVector h2 = FloatVector.fromArray(QUARTER, h.data, p + 8);
                FloatVector x2 = FloatVector.fromArray(QUARTER, x.data, p + 8)
                        .mul(h2.neg().fma(h2, one));
                s2 = x2.fma(FloatVector.fromArray(QUARTER, y.data, p + 8), s2);
                FloatVector h3 = FloatVector.fromArray(QUARTER, h.data, p + 12);
                FloatVector x3 = FloatVector.fromArray(QUARTER, x.data, p + 12)
                        .mul(h3.neg().fma(h3, one));
                s3 = x3.fma(FloatVector.fromArray(QUARTER, y.data, p + 12), s3);
            }
            if (p < end) {
                s0.intoArray(sums, 0);
                s1.intoArray(sums, 4);
                s2.intoArray(sums, 8);
                s3.intoArray(sums, 12);
                for (int j = 0; p + j < end; j++) {
                    float product = x.data[p + j] * Math.fma(-h.data[p + j], h.data[p + j], 1f);
                    sums[j] = Math.fma(product, y.data[p + j], sums[j]);
                }
                s0 = FloatVector.fromArray(QUARTER, sums, 0);
                s1 = FloatVector.fromArray(QUARTER, sums, 4);
                s2 = FloatVector.fromArray(QUARTER, sums, 8);
                s3 = FloatVector.fromArray(QUARTER, sums, 12);
            }
            FloatVector four = s0.add(s2).add(s1.add(s3));
            out[offset + i] += four.lane(0) + four.lane(2) + (four.lane(1) + four.lane(3));
        }
    }
}
