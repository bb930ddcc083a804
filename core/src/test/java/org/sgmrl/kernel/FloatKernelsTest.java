package org.sgmrl.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kernels against their definitions, and against each other bit by bit.
class FloatKernelsTest {
    private static final int[] ODD_SIZES = {1, 2, 3, 7, 8, 13, 17, 33, 100, 101};

    static Stream<FloatKernels> kernels() {
        return Stream.of(FloatKernels.scalar(), FloatKernels.fastest());
    }

    @Test
    void theVectorKernelsRunInTheseTests() {
        assertThat(FloatKernels.fastest().description()).startsWith("simd-");
        assertThat(FloatKernels.scalar().description()).isEqualTo("scalar");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productIsAFusedMultiplyAddChainOverTermsInAscendingOrder(FloatKernels kernels) {
        Random random = new Random(1);
        for (int rows : ODD_SIZES) {
            for (int columns : ODD_SIZES) {
                int terms = ODD_SIZES[random.nextInt(ODD_SIZES.length)];
                FloatMatrix a = randomMatrix(kernels, rows, terms, random);
                FloatMatrix b = randomMatrix(kernels, terms, columns, random);
                FloatMatrix initial = randomMatrix(kernels, rows, columns, random);
                FloatMatrix result = kernels.matrix(rows, columns);
                kernels.multiply(rows, columns, terms, a, b, initial, result);
                assertIsProduct(rows, columns, terms, a, b, initial, result);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productTakesATransposedLeftFactorAndARepeatedStart(FloatKernels kernels) {
        Random random = new Random(2);
        for (int rows : ODD_SIZES) {
            for (int columns : ODD_SIZES) {
                int terms = ODD_SIZES[random.nextInt(ODD_SIZES.length)];
                FloatMatrix a = randomMatrix(kernels, terms, rows, random).transposed();
                FloatMatrix b = randomMatrix(kernels, terms, columns, random);
                FloatMatrix initial = kernels.repeatedRow(columns);
                initial.setRows(1, random.doubles(columns).toArray(), 0);
                FloatMatrix result = kernels.matrix(rows, columns);
                kernels.multiply(rows, columns, terms, a, b, initial, result);
                assertIsProduct(rows, columns, terms, a, b, initial, result);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productMayStartFromItsOwnResult(FloatKernels kernels) {
        Random random = new Random(3);
        FloatMatrix a = randomMatrix(kernels, 13, 17, random);
        FloatMatrix b = randomMatrix(kernels, 17, 41, random);
        FloatMatrix result = randomMatrix(kernels, 13, 41, random);
        FloatMatrix before = kernels.matrix(13, 41);
        System.arraycopy(result.data, 0, before.data, 0, result.data.length);
        kernels.multiply(13, 41, 17, a, b, result, result);
        assertIsProduct(13, 41, 17, a, b, before, result);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productUsesOnlyTheRowsColumnsAndTermsAskedFor(FloatKernels kernels) {
        Random random = new Random(4);
        FloatMatrix a = randomMatrix(kernels, 20, 30, random);
        FloatMatrix b = randomMatrix(kernels, 30, 50, random);
        FloatMatrix zero = kernels.repeatedRow(50);
        FloatMatrix result = kernels.matrix(20, 50);
        kernels.multiply(9, 35, 11, a, b, zero, result);
        assertIsProduct(9, 35, 11, a, b, zero, result);
        kernels.multiply(9, 35, 0, a, b, zero, result);
        assertThat(result.get(8, 34)).isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aHiddenLayerIsTheTanhOfTheProductBitByBit(FloatKernels kernels) {
        for (int terms : new int[] {1, 2, 3, 20}) {
            for (int columns : ODD_SIZES) {
                Random random = new Random(columns);
                FloatMatrix a = randomMatrix(kernels, 9, terms, random);
                FloatMatrix b = randomMatrix(kernels, terms, columns, random);
                FloatMatrix biases = kernels.repeatedRow(columns);
                biases.setRows(1, random.doubles(columns, -9, 9).toArray(), 0);
                FloatMatrix product = kernels.matrix(9, columns);
                FloatMatrix layer = kernels.matrix(9, columns);
                kernels.multiply(9, columns, terms, a, b, biases, product);
                kernels.tanh(9, product);
                kernels.tanhOfProduct(9, columns, terms, a, b, biases, layer);
                for (int i = 0; i < 9; i++) {
                    for (int j = 0; j < columns; j++) {
                        assertThat(layer.get(i, j)).isEqualTo(product.get(i, j));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumOfRowsAddsInAscendingOrder(FloatKernels kernels) {
        Random random = new Random(5);
        for (int columns : ODD_SIZES) {
            FloatMatrix x = randomMatrix(kernels, 23, columns, random);
            FloatMatrix result = kernels.repeatedRow(columns);
            kernels.sumRows(21, columns, x, true, result);
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int i = 0; i < 21; i++) {
                    sum += x.get(i, j);
                }
                assertThat(result.get(0, j)).isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhSlopeMultipliesByOneMinusTheSquareRoundedOnce(FloatKernels kernels) {
        Random random = new Random(6);
        FloatMatrix h = randomMatrix(kernels, 7, 13, random);
        FloatMatrix x = randomMatrix(kernels, 7, 13, random);
        FloatMatrix before = kernels.matrix(7, 13);
        System.arraycopy(x.data, 0, before.data, 0, x.data.length);
        kernels.timesTanhSlope(7, h, x, x);
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 13; j++) {
                double exactSlope = 1 - (double) h.get(i, j) * h.get(i, j);
                assertThat(x.get(i, j)).isEqualTo(before.get(i, j) * (float) exactSlope);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tangentOfTheTanhSlopeIsItsDerivative(FloatKernels kernels) {
        Random random = new Random(7);
        FloatMatrix h = randomMatrix(kernels, 5, 11, random);
        FloatMatrix hTangent = randomMatrix(kernels, 5, 11, random);
        FloatMatrix e = randomMatrix(kernels, 5, 11, random);
        FloatMatrix eTangent = randomMatrix(kernels, 5, 11, random);
        float[][] before = {e.data.clone(), eTangent.data.clone()};
        kernels.timesTanhSlopeTangent(5, h, hTangent, e, eTangent);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 11; j++) {
                int p = FloatMatrix.FIRST + i * e.rowStride + j;
                double y = h.get(i, j);
                double slope = 1 - y * y;
                double curved = -2 * y * hTangent.get(i, j) * before[0][p];
                double exact = slope * before[1][p] + curved;
                // four roundings, each relative to one of the two terms
                double bound = 4 * 0x1p-24 * (Math.abs(slope * before[1][p]) + Math.abs(curved));
                assertThat(Math.abs(eTangent.get(i, j) - exact)).isLessThanOrEqualTo(bound);
                assertThat(e.get(i, j)).as("e stays").isEqualTo(before[0][p]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rowsAreScaledByTheirFactors(FloatKernels kernels) {
        Random random = new Random(8);
        FloatMatrix x = randomMatrix(kernels, 5, 11, random);
        FloatMatrix y = randomMatrix(kernels, 5, 11, random);
        FloatMatrix scaled = kernels.matrix(5, 11);
        FloatMatrix sum = kernels.matrix(5, 11);
        double[] factors = random.doubles(6, -1, 1).toArray();
        double[] second = random.doubles(6, -1, 1).toArray();
        kernels.scaleRows(5, factors, 1, x, scaled);
        kernels.combineRows(5, factors, x, second, y, 1, sum);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 11; j++) {
                float factor = (float) factors[i + 1];
                assertThat(scaled.get(i, j)).isEqualTo(factor * x.get(i, j));
                assertThat(sum.get(i, j)).isEqualTo(Math.fma((float) second[i + 1], y.get(i, j), factor * x.get(i, j)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productsOfRowsWithTheTanhSlopeAreSixteenSumsAddedByHalves(FloatKernels kernels) {
        for (int columns : new int[] {1, 3, 15, 16, 17, 100}) {
            Random random = new Random(columns);
            FloatMatrix h = randomMatrix(kernels, 5, columns, random);
            FloatMatrix x = randomMatrix(kernels, 5, columns, random);
            FloatMatrix y = randomMatrix(kernels, 5, columns, random);
            double[] out = {0, 0.5, 1, 2, 3, 4, 7};
            kernels.addTanhSlopeProducts(5, columns, h, x, y, out, 1);
            for (int i = 0; i < 5; i++) {
                float[] sums = new float[16];
                for (int j = 0; j < columns; j++) {
                    float slope = Math.fma(-h.get(i, j), h.get(i, j), 1f);
                    sums[j % 16] = Math.fma(x.get(i, j) * slope, y.get(i, j), sums[j % 16]);
                }
                for (int half = 8; half > 0; half /= 2) {
                    for (int j = 0; j < half; j++) {
                        sums[j] += sums[j + half];
                    }
                }
                assertThat(out[i + 1])
                        .as("row %d of %d columns", i, columns)
                        .isEqualTo(new double[] {0.5, 1, 2, 3, 4}[i] + sums[0]);
            }
            assertThat(out[0]).isZero();
            assertThat(out[6]).isEqualTo(7);
        }
    }

    @Test
    void vectorAndPlainElementwiseKernelsGiveTheSameBits() {
        FloatKernels scalar = FloatKernels.scalar();
        FloatKernels simd = FloatKernels.fastest();
        for (int columns : ODD_SIZES) {
            for (int rows : new int[] {1, 3, 4, 9}) {
                Random random = new Random(100L * columns + rows);
                double[][] values = new double[4][];
                for (int i = 0; i < values.length; i++) {
                    values[i] = random.doubles((long) rows * columns, -3, 3).toArray();
                }
                double[] factors = random.doubles(rows + 2L, -3, 3).toArray();
                double[] moreFactors = random.doubles(rows + 2L, -3, 3).toArray();
                double[][] results = new double[6][rows * columns];
                FloatKernels[] both = {scalar, simd};
                for (int i = 0; i < 2; i++) {
                    FloatMatrix[] m = new FloatMatrix[4];
                    for (int j = 0; j < 4; j++) {
                        m[j] = both[i].matrix(rows, columns);
                        m[j].setRows(rows, values[j], 0);
                    }
                    both[i].tanh(rows, m[0]);
                    both[i].timesTanhSlope(rows, m[0], m[1], m[1]);
                    both[i].timesTanhSlopeTangent(rows, m[0], m[1], m[2], m[3]);
                    both[i].combineRows(rows, factors, m[0], moreFactors, m[1], 2, m[1]);
                    both[i].scaleRows(rows, factors, 1, m[2], m[2]);
                    m[1].getRows(rows, results[3 * i], 0);
                    m[2].getRows(rows, results[3 * i + 1], 0);
                    m[3].getRows(rows, results[3 * i + 2], 0);
                }
                for (int j = 0; j < 3; j++) {
                    assertThat(results[j]).containsExactly(results[3 + j]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rowsGoInAndOutThroughDoubles(FloatKernels kernels) {
        FloatMatrix m = kernels.matrix(5, 3);
        double[] source = {9, 1, 2, 3, 4, 5, 6, 1.0 / 3};
        m.setRows(2, source, 1);
        double[] target = new double[8];
        m.getRows(2, target, 2);
        assertThat(target).containsExactly(0, 0, 1, 2, 3, 4, 5, 6);
        m.addRowsTo(2, target, 2);
        assertThat(target).containsExactly(0, 0, 2, 4, 6, 8, 10, 12);
        m.setRows(1, source, 5);
        assertThat(m.get(0, 2)).isEqualTo(1f / 3);
        assertThat(m.get(1, 0)).as("rows that complete a tile are cleared").isZero();
        FloatMatrix transposed = kernels.matrix(3, 2).transposed();
        transposed.setRows(2, source, 1);
        assertThat(transposed.get(1, 2)).isEqualTo(6f);
        assertThat(transposed.transposed().get(2, 1)).isEqualTo(6f);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void matricesThatDoNotFitAreRefused(FloatKernels kernels) {
        FloatMatrix a = kernels.matrix(4, 5);
        FloatMatrix b = kernels.matrix(5, 6);
        FloatMatrix c = kernels.matrix(4, 6);
        FloatMatrix zero = kernels.repeatedRow(6);
        assertThatThrownBy(() -> kernels.multiply(5, 6, 5, a, b, zero, c))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows = 5 must be in [0, 4]");
        assertThatThrownBy(() -> kernels.multiply(4, 7, 5, a, b, zero, c)).hasMessageContaining("columns = 7");
        assertThatThrownBy(() -> kernels.multiply(4, 6, 6, a, b, zero, c)).hasMessageContaining("terms = 6");
        assertThatThrownBy(() -> kernels.multiply(4, 5, 6, a, c.transposed(), zero, c))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kernels.multiply(4, 4, 5, a, a.transposed(), zero, c))
                .hasMessageContaining("b is a transposed view");
        assertThatThrownBy(() -> kernels.multiply(4, 6, 5, a, b, zero, zero)).hasMessageContaining("repeated row");
        FloatMatrix square = kernels.matrix(6, 6);
        assertThatThrownBy(() -> kernels.multiply(5, 6, 5, square, b, zero, square))
                .hasMessageContaining("shares its numbers");
        assertThatThrownBy(() -> kernels.tanh(5, a)).hasMessageContaining("rows = 5");
        assertThatThrownBy(() -> kernels.tanh(1, zero)).hasMessageContaining("repeated row");
        assertThatThrownBy(() -> kernels.timesTanhSlope(4, a, c, c)).hasMessageContaining("same shape");
        assertThatThrownBy(() -> kernels.sumRows(4, 7, c, true, zero)).hasMessageContaining("columns = 7");
        assertThatThrownBy(() -> kernels.matrix(0, 3)).hasMessageContaining("rows = 0 must be at least 1");
        assertThatThrownBy(() -> a.setRows(2, new double[9], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertIsProduct(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = initial.get(i, j);
                for (int k = 0; k < terms; k++) {
                    sum = Math.fma(a.get(i, k), b.get(k, j), sum);
                }
                if (result.get(i, j) != sum) {
                    assertThat(result.get(i, j))
                            .as("element (%d, %d) of %d x %d, %d terms", i, j, rows, columns, terms)
                            .isEqualTo(sum);
                }
            }
        }
    }

    static FloatMatrix randomMatrix(FloatKernels kernels, int rows, int columns, Random random) {
        FloatMatrix m = kernels.matrix(rows, columns);
        m.setRows(rows, random.doubles((long) rows * columns, -1, 1).toArray(), 0);
        return m;
    }
}
