package org.sgmrl.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Twelve chains of vector fused multiply-adds: more than latency times throughput of any processor so far,
/// and few enough for sixteen registers.
final class SimdFma {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private SimdFma() {}

    /// Runs the loop and returns the number of operations.
    static double run(int iterations) {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector a = x;
        FloatVector b = x.add(1);
        FloatVector c = x.add(2);
        FloatVector d = x.add(3);
        FloatVector e = x.add(4);
        FloatVector f = x.add(5);
        FloatVector g = x.add(6);
        FloatVector h = x.add(7);
        FloatVector k = x.add(8);
        FloatVector l = x.add(9);
        FloatVector m = x.add(10);
        FloatVector n = x.add(11);
        for (int i = 0; i < iterations; i++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            k = x.fma(y, k);
            l = x.fma(y, l);
            m = x.fma(y, m);
            n = x.fma(y, n);
        }
        float sum = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(k)
                .add(l)
                .add(m)
                .add(n)
                .reduceLanes(VectorOperators.ADD);
        return Float.isFinite(sum) ? 24.0 * SPECIES.length() * iterations : Double.NaN;
    }
}
