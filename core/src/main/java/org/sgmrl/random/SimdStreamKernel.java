package org.sgmrl.random;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API. All arithmetic stands in the loop bodies and in two methods: helpers that return
/// vectors, or one large loop, are not always compiled without boxing.
final class SimdStreamKernel implements StreamKernel {
    private static final VectorSpecies<Integer> INTS =
            IntVector.SPECIES_PREFERRED.length() > BLOCKS ? IntVector.SPECIES_512 : IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final VectorSpecies<Float> FLOATS = INTS.withLanes(float.class);

    @Override
    public void words(int[] name, int group, int[] words) {
        int k0 = name[0];
        int k1 = name[1];
        int k2 = name[2];
        int k3 = name[3];
        int k4 = Threefry.PARITY ^ k0 ^ k1 ^ k2 ^ k3;
        int first = group * BLOCKS + k0;
        for (int b = 0; b < BLOCKS; b += LANES) {
            IntVector.zero(INTS).addIndex(1).add(first + b).intoArray(words, b);
            IntVector.broadcast(INTS, name[4] + k1).intoArray(words, b + BLOCKS);
            IntVector.broadcast(INTS, name[5] + k2).intoArray(words, b + 2 * BLOCKS);
            IntVector.broadcast(INTS, name[6] + k3).intoArray(words, b + 3 * BLOCKS);
        }
        even(words, k1, k2, k3, k4 + 1);
        odd(words, k2, k3, k4, k0 + 2);
        even(words, k3, k4, k0, k1 + 3);
        odd(words, k4, k0, k1, k2 + 4);
        even(words, k0, k1, k2, k3 + 5);
    }

    private static void even(int[] words, int s0, int s1, int s2, int s3) {
        for (int b = 0; b < BLOCKS; b += LANES) {
            IntVector x0 = IntVector.fromArray(INTS, words, b);
            IntVector x1 = IntVector.fromArray(INTS, words, b + BLOCKS);
            IntVector x2 = IntVector.fromArray(INTS, words, b + 2 * BLOCKS);
            IntVector x3 = IntVector.fromArray(INTS, words, b + 3 * BLOCKS);
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
            x1.add(s1).intoArray(words, b + BLOCKS);
            x2.add(s2).intoArray(words, b + 2 * BLOCKS);
            x3.add(s3).intoArray(words, b + 3 * BLOCKS);
        }
    }

    private static void odd(int[] words, int s0, int s1, int s2, int s3) {
        for (int b = 0; b < BLOCKS; b += LANES) {
            IntVector x0 = IntVector.fromArray(INTS, words, b);
            IntVector x1 = IntVector.fromArray(INTS, words, b + BLOCKS);
            IntVector x2 = IntVector.fromArray(INTS, words, b + 2 * BLOCKS);
            IntVector x3 = IntVector.fromArray(INTS, words, b + 3 * BLOCKS);
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
            x1.add(s1).intoArray(words, b + BLOCKS);
            x2.add(s2).intoArray(words, b + 2 * BLOCKS);
            x3.add(s3).intoArray(words, b + 3 * BLOCKS);
        }
    }

    @Override
    public void normals(int[] words, float[] normals) {
        for (int pair = 0; pair < GROUP; pair += 2 * BLOCKS) {
            for (int i = pair; i < pair + BLOCKS; i += LANES) {
                IntVector word = IntVector.fromArray(INTS, words, i);
                IntVector upper = word.lanewise(VectorOperators.ASHR, 31);
                FloatVector t = ((FloatVector)
                                word.lanewise(VectorOperators.XOR, upper).convert(VectorOperators.I2F, 0))
                        .fma(0x1p-32f, 0x1p-33f);
                IntVector bits = upper.and(BoxMuller.ONE_BITS)
                        .reinterpretAsFloats()
                        .sub(t)
                        .abs()
                        .reinterpretAsInts();
                IntVector exponent = bits.sub(BoxMuller.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
                IntVector rounded = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                        .reinterpretAsFloats()
                        .sub(1f)
                        .reinterpretAsInts();
                IntVector exact = upper.and(exponent.not());
                FloatVector f = rounded.and(exact.not())
                        .or(t.neg().reinterpretAsInts().and(exact))
                        .reinterpretAsFloats();
                FloatVector p = f.lanewise(VectorOperators.FMA, BoxMuller.L7, BoxMuller.L6);
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L5));
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L4));
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L3));
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L2));
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L1));
                p = p.fma(f, FloatVector.broadcast(FLOATS, BoxMuller.L0));
                p = p.fma(f, FloatVector.broadcast(FLOATS, -0.5f));
                FloatVector log = f.mul(f).fma(p, f);
                log = ((FloatVector) exponent.convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.broadcast(FLOATS, BoxMuller.LN2), log);
                FloatVector radius = log.mul(-2f).sqrt();

                IntVector angle = IntVector.fromArray(INTS, words, i + BLOCKS);
                FloatVector x = ((FloatVector)
                                angle.lanewise(VectorOperators.LSHL, 2).or(2).convert(VectorOperators.I2F, 0))
                        .mul(0x1p-31f);
                FloatVector y = x.mul(x);
                FloatVector s = y.lanewise(VectorOperators.FMA, BoxMuller.S3, BoxMuller.S2);
                s = s.fma(y, FloatVector.broadcast(FLOATS, BoxMuller.S1));
                s = s.fma(y, FloatVector.broadcast(FLOATS, BoxMuller.S0));
                IntVector sine = s.mul(x).reinterpretAsInts();
                FloatVector c = y.lanewise(VectorOperators.FMA, BoxMuller.C3, BoxMuller.C2);
                c = c.fma(y, FloatVector.broadcast(FLOATS, BoxMuller.C1));
                c = c.fma(y, FloatVector.broadcast(FLOATS, BoxMuller.C0));
                c = c.fma(y, FloatVector.broadcast(FLOATS, 1f));
                IntVector cosine = c.reinterpretAsInts().lanewise(VectorOperators.XOR, angle.and(Integer.MIN_VALUE));
                IntVector swapped = cosine.lanewise(VectorOperators.XOR, sine)
                        .and(angle.lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.ASHR, 31));
                cosine.lanewise(VectorOperators.XOR, swapped)
                        .reinterpretAsFloats()
                        .mul(radius)
                        .intoArray(normals, i);
                sine.lanewise(VectorOperators.XOR, swapped)
                        .reinterpretAsFloats()
                        .mul(radius)
                        .intoArray(normals, i + BLOCKS);
            }
        }
    }
}
