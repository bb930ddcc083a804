package org.sgmrl.network;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.sgmrl.testing.ProcessorTime;

/// Runs in a virtual machine of its own, started by [NetworkInFreshJvmTest] with other flags: prints which
/// kernels run, a digest of the bits of all results, and the bytes that a thousand calls allocate after
/// warm-up.
final class NetworkProbe {
    private static final int[][] SHAPES = {{2, 33, 20, 2}, {7, 13, 41, 17, 3}, {3, 7}, {5, 1, 4}};

    private NetworkProbe() {}

    /// Prints the lines.
    ///
    /// @param arguments `allocation` to measure it too
    public static void main(String[] arguments) {
        System.out.println(
                "kernels " + Network.create(SHAPES[0], Precision.FLOAT).description());
        System.out.println("digest " + Long.toHexString(digest()));
        if (arguments.length > 0) {
            System.out.println("allocated " + allocatedAfterWarmUp());
        }
    }

    static long digest() {
        long digest = 17;
        for (int[] sizes : SHAPES) {
            for (int rows : new int[] {1, 7, 13}) {
                NetworkFixture fixture = new NetworkFixture(Network.create(sizes, Precision.FLOAT), sizes, rows, rows);
                digest = mix(digest, fixture.outputs(fixture.theta));
                digest = mix(digest, fixture.gradient(fixture.theta, fixture.seed));
                digest = mix(digest, fixture.gradientAlong(fixture.direction, fixture.seed));
                digest = mix(digest, fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent));
            }
        }
        return digest;
    }

    private static long mix(long digest, double[] values) {
        long mixed = digest;
        for (double value : values) {
            mixed = (mixed ^ Double.doubleToLongBits(value)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return mixed;
    }

    /// Boxed vectors vanish only when the optimising compiler has seen the loops, so this repeats until
    /// that has happened, at most for a minute of processor time.
    private static long allocatedAfterWarmUp() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] sizes = {6, 24, 17, 3};
        int rows = 20;
        Network network = Network.create(sizes, Precision.FLOAT);
        NetworkFixture fixture = new NetworkFixture(network, sizes, rows, 1);
        double[] outputs = new double[3 * rows];
        double[] result = new double[network.parameterCount()];
        ProcessorTime time = new ProcessorTime(60);
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                network.setParameters(fixture.theta, 0);
                network.setDirection(fixture.theta, 0);
                network.setDirection(fixture.direction, 0);
                network.forward(fixture.inputs, 0, rows, outputs, 0);
                network.forward(fixture.inputs, 0, rows, outputs, 0, fixture.block);
                network.backward(fixture.block, fixture.seed, 0);
                network.addGradient(fixture.block, fixture.ones, 0);
                network.drainSum(result, 0);
                network.addGradientAlong(fixture.block, outputs, 0);
                network.tangent(fixture.block, outputs, 0);
                network.addGradientTangent(fixture.block, fixture.seedTangent, 0, fixture.ones, fixture.ones, 0);
                network.drainSum(result, 0);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        } while (allocated != 0 && time.isLeft());
        return allocated;
    }
}
