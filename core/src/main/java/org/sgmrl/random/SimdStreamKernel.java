package org.sgmrl.random;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API, on registers of 128 to 512 bits.
///
/// The 20 rounds are five loops over a few rows of memory instead of one loop: in a loop with all of them
/// the compiler meets its limits and allocates every vector, which is a hundred times slower. Widening to
/// double has a loop of its own because the upper half of a float vector is costly to reach.
final class SimdStreamKernel implements StreamKernel {
    private static final int BITS = Math.clamp(IntVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
    private static final VectorSpecies<Float> FLOATS = INTS.withLanes(float.class);
    private static final VectorSpecies<Double> DOUBLES = INTS.withLanes(double.class);
    private static final VectorSpecies<Float> HALF_FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(BITS / 2));
    private static final int LANES = INTS.length();

    @Override
    public void words(int[] name, int group, int groups, int[] words) {
        int k0 = name[0];
        int k1 = name[1];
        int k2 = name[2];
        int k3 = name[3];
        int k4 = Threefry.PARITY ^ k0 ^ k1 ^ k2 ^ k3;
        int blocks = groups * BLOCKS;
        int first = group * BLOCKS + k0;
        for (int b = 0; b < blocks; b += LANES) {
            IntVector.zero(INTS).addIndex(1).add(first + b).intoArray(words, b);
            IntVector.broadcast(INTS, name[4] + k1).intoArray(words, b + ROW);
            IntVector.broadcast(INTS, name[5] + k2).intoArray(words, b + 2 * ROW);
            IntVector.broadcast(INTS, name[6] + k3).intoArray(words, b + 3 * ROW);
        }
        roundsWithRotations1To4(words, blocks, k1, k2, k3, k4 + 1);
        roundsWithRotations5To8(words, blocks, k2, k3, k4, k0 + 2);
        roundsWithRotations1To4(words, blocks, k3, k4, k0, k1 + 3);
        roundsWithRotations5To8(words, blocks, k4, k0, k1, k2 + 4);
        roundsWithRotations1To4(words, blocks, k0, k1, k2, k3 + 5);
    }

    /// Rounds 8n + 1 to 8n + 4 and the addition of the subkey (s0, s1, s2, s3).
    private static void roundsWithRotations1To4(int[] words, int blocks, int s0, int s1, int s2, int s3) {
        for (int b = 0; b < blocks; b += LANES) {
            IntVector x0 = IntVector.fromArray(INTS, words, b);
            IntVector x1 = IntVector.fromArray(INTS, words, b + ROW);
            IntVector x2 = IntVector.fromArray(INTS, words, b + 2 * ROW);
            IntVector x3 = IntVector.fromArray(INTS, words, b + 3 * ROW);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0.add(s0).intoArray(words, b);
            x1.add(s1).intoArray(words, b + ROW);
            x2.add(s2).intoArray(words, b + 2 * ROW);
            x3.add(s3).intoArray(words, b + 3 * ROW);
        }
    }

    /// Rounds 8n + 5 to 8n + 8 and the addition of the subkey (s0, s1, s2, s3).
    private static void roundsWithRotations5To8(int[] words, int blocks, int s0, int s1, int s2, int s3) {
        for (int b = 0; b < blocks; b += LANES) {
            IntVector x0 = IntVector.fromArray(INTS, words, b);
            IntVector x1 = IntVector.fromArray(INTS, words, b + ROW);
            IntVector x2 = IntVector.fromArray(INTS, words, b + 2 * ROW);
            IntVector x3 = IntVector.fromArray(INTS, words, b + 3 * ROW);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 6).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 17).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 25).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 18).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0.add(s0).intoArray(words, b);
            x1.add(s1).intoArray(words, b + ROW);
            x2.add(s2).intoArray(words, b + 2 * ROW);
            x3.add(s3).intoArray(words, b + 3 * ROW);
        }
    }

    @Override
    public void normals(int[] words, int groups, float[] scratch, double[] out, int offset) {
        for (int pair = 0; pair < 2; pair++) {
            int row = 2 * pair * ROW;
            for (int b = 0; b < groups * BLOCKS; b += LANES) {
                IntVector word = IntVector.fromArray(INTS, words, row + b);
                FloatVector v = ((FloatVector) word.convert(VectorOperators.I2F, 0)).fma(0x1p-32f, 0x1p-33f);
                FloatVector whole = word.lanewise(VectorOperators.ASHR, 31)
                        .and(BoxMuller.ONE_BITS)
                        .reinterpretAsFloats();
                FloatVector u = whole.add(v);
                IntVector scaled = u.reinterpretAsInts().sub(BoxMuller.SQRT_HALF_BITS);
                FloatVector exponent =
                        (FloatVector) scaled.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0);
                FloatVector mantissa = scaled.and(BoxMuller.FRACTION_BITS)
                        .add(BoxMuller.SQRT_HALF_BITS)
                        .reinterpretAsFloats();
                FloatVector f = FloatVector.broadcast(FLOATS, 1f)
                        .sub(mantissa)
                        .add(u.sub(whole).sub(v));
                FloatVector f2 = f.mul(f);
                FloatVector q01 = f.fma(BoxMuller.Q1, BoxMuller.Q0);
                FloatVector q23 = f.fma(BoxMuller.Q3, BoxMuller.Q2);
                FloatVector q45 = f.fma(BoxMuller.Q5, BoxMuller.Q4);
                FloatVector q67 = f.fma(BoxMuller.Q7, BoxMuller.Q6);
                FloatVector q = q67.fma(f2, q45).fma(f2.mul(f2), q23.fma(f2, q01));
                FloatVector radius = exponent.fma(FloatVector.broadcast(FLOATS, -BoxMuller.LN2), q.fma(f2, f))
                        .sqrt();

                IntVector angle = IntVector.fromArray(INTS, words, row + ROW + b);
                FloatVector x = ((FloatVector)
                                angle.lanewise(VectorOperators.LSHL, 1).convert(VectorOperators.I2F, 0))
                        .fma(0x1p-31f, 0x1p-31f);
                FloatVector y = x.mul(x);
                FloatVector y2 = y.mul(y);
                FloatVector s = y.fma(BoxMuller.S3, BoxMuller.S2).fma(y2, y.fma(BoxMuller.S1, BoxMuller.S0));
                IntVector sine = s.mul(x).reinterpretAsInts();
                FloatVector c = y.fma(BoxMuller.C3, BoxMuller.C2).fma(y2, y.fma(BoxMuller.C1, BoxMuller.C0));
                IntVector cosine =
                        c.reinterpretAsInts().lanewise(VectorOperators.XOR, angle.lanewise(VectorOperators.LSHL, 31));
                IntVector exchange =
                        cosine.lanewise(VectorOperators.XOR, sine).and(angle.lanewise(VectorOperators.ASHR, 31));
                FloatVector first = cosine.lanewise(VectorOperators.XOR, exchange)
                        .reinterpretAsFloats()
                        .mul(radius);
                FloatVector second = sine.lanewise(VectorOperators.XOR, exchange)
                        .reinterpretAsFloats()
                        .mul(radius);
                int at = StreamKernel.index(2 * pair, b);
                first.intoArray(scratch, at);
                second.intoArray(scratch, at + BLOCKS);
            }
        }
        for (int i = 0; i < groups * GROUP; i += DOUBLES.length()) {
            FloatVector narrow = FloatVector.fromArray(HALF_FLOATS, scratch, i);
            ((DoubleVector) narrow.convertShape(VectorOperators.F2D, DOUBLES, 0)).intoArray(out, offset + i);
        }
    }
}
