package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sgmrl.kernel.FmaPeak;
import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkBlock;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.RunRequest;
import org.sgmrl.statistics.Medians;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Speed of a policy network on one core, as useful operations (two for each weight of each matrix product)
/// against the measured peak of the core.
///
/// @param sizes layer sizes
/// @param kernel `forward`, `gradient` or `hessianVectorProduct`
/// @param rows rows of a call
/// @param microseconds median time of a call
/// @param gigaflops useful operations in 10⁹ a second
/// @param peakShare median over rounds of gigaflops / peak measured in the same round
public record PolicyBench(
        List<Integer> sizes, String kernel, int rows, double microseconds, double gigaflops, double peakShare) {
    private static final int[] COMMON = {20, 100, 100, 6};
    private static final int ACTING_ROWS = 20;
    private static final int BATCH_ROWS = 2000;
    private static final int ROUNDS = 9;
    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final int TURNS = 12;
    private static final long TURN_NANOS = 5_000_000L;

    /// Measures the kernels of the policy that a request's settings make for its environment, and beside them those of a
    /// common locomotion policy.
    ///
    /// @param request what was asked for
    /// @return one measurement of each kernel and network
    public static List<PolicyBench> measure(RunRequest request) {
        List<PolicyBench> all = new ArrayList<>();
        for (int[] sizes : List.of(NetworkOperations.sizes(request.environment(), request.settings()), COMMON)) {
            all.addAll(run(sizes, request.settings().policy().precision()));
        }
        return all;
    }

    private static List<PolicyBench> run(int[] sizes, Precision precision) {
        Work work = new Work(sizes, precision);
        NetworkOperations row = NetworkOperations.of(sizes);
        List<PolicyBench> results = new ArrayList<>();
        results.add(measure(sizes, "forward", ACTING_ROWS, ACTING_ROWS * row.forward(), work::forward));
        results.add(measure(sizes, "gradient", BATCH_ROWS, BATCH_ROWS * row.gradient(), work::gradient));
        results.add(measure(
                sizes,
                "hessianVectorProduct",
                BATCH_ROWS,
                BATCH_ROWS * row.hessianVectorProduct(),
                work::hessianVectorProduct));
        return results;
    }

    private static PolicyBench measure(int[] sizes, String kernel, int rows, double flops, Runnable call) {
        time(call, WARM_UP_NANOS);
        double[] seconds = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            // In short turns, because clock and neighbours change within milliseconds: both sides meet the same
            // machine on average.
            double peakSeconds = 0;
            for (int turn = 0; turn < TURNS; turn++) {
                peakSeconds += 1 / FmaPeak.measure();
                seconds[round] += time(call, TURN_NANOS) / TURNS;
            }
            double peak = TURNS / peakSeconds;
            shares[round] = flops / seconds[round] / peak;
        }
        double median = Medians.of(seconds);
        return new PolicyBench(
                Arrays.stream(sizes).boxed().toList(),
                kernel,
                rows,
                median * 1e6,
                flops / median * 1e-9,
                Medians.of(shares));
    }

    /// Mean seconds of a call over at least the given time.
    private static double time(Runnable call, long nanos) {
        long start = System.nanoTime();
        long elapsed;
        int calls = 0;
        do {
            call.run();
            calls++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return elapsed * 1e-9 / calls;
    }

    /// For people.
    ///
    /// @return lines to print
    public List<String> lines() {
        return List.of(String.format(
                Locale.ROOT,
                "%-18s %-20s %5d rows %10.1f µs %7.1f GFLOP/s %4.0f %% of peak",
                sizes,
                kernel,
                rows,
                microseconds,
                gigaflops,
                100 * peakShare));
    }

    /// Writes the measurement into an object.
    ///
    /// @param root the object, one of each kernel
    public void write(ObjectNode root) {
        ArrayNode layers = root.putArray("sizes");
        sizes.forEach(layers::add);
        root.put("kernel", kernel);
        root.put("rows", rows);
        root.put("microseconds", microseconds);
        root.put("gigaflops", gigaflops);
        root.put("peakShare", peakShare);
    }

    /// A network with data to work on.
    private static final class Work {
        private final Network network;
        private final NetworkBlock block;
        private final double[] weights = new double[BATCH_ROWS];
        private final double[] inputs;
        private final double[] outputs;
        private final double[] seeds;
        private final double[] tangents;
        private final double[] direction;
        private final double[] result;

        Work(int[] sizes, Precision precision) {
            this.network = Network.create(sizes, precision);
            this.block = network.newBlock();
            RandomStream random = RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS);
            double[] theta = new double[network.parameterCount()];
            this.direction = new double[theta.length];
            this.result = new double[theta.length];
            this.inputs = new double[BATCH_ROWS * network.inputSize()];
            this.outputs = new double[BATCH_ROWS * network.outputSize()];
            this.tangents = new double[outputs.length];
            this.seeds = new double[outputs.length];
            random.fillGaussian(theta, 0, theta.length);
            random.fillGaussian(direction, 0, direction.length);
            random.fillGaussian(inputs, 0, inputs.length);
            random.fillGaussian(seeds, 0, seeds.length);
            random.fillGaussian(weights, 0, weights.length);
            for (int j = 0; j < theta.length; j++) {
                theta[j] *= 0.1;
            }
            network.setParameters(theta, 0);
        }

        void forward() {
            network.forward(inputs, 0, ACTING_ROWS, outputs, 0);
        }

        void gradient() {
            for (int from = 0; from < BATCH_ROWS; from += network.blockRows()) {
                int rows = Math.min(network.blockRows(), BATCH_ROWS - from);
                network.forward(inputs, from * network.inputSize(), rows, outputs, 0, block);
                network.backward(block, seeds, from * network.outputSize());
                network.addGradient(block, weights, from);
                drain(from + rows);
            }
        }

        void hessianVectorProduct() {
            network.setDirection(direction, 0);
            for (int from = 0; from < BATCH_ROWS; from += network.blockRows()) {
                int rows = Math.min(network.blockRows(), BATCH_ROWS - from);
                int offset = from * network.outputSize();
                network.forward(inputs, from * network.inputSize(), rows, outputs, 0, block);
                network.backward(block, seeds, offset);
                network.tangent(block, tangents, 0);
                network.addGradientTangent(block, seeds, offset, weights, null, from);
                drain(from + rows);
            }
        }

        private void drain(int done) {
            if (done == BATCH_ROWS || done % network.drainRows() == 0) {
                network.drainSum(result, 0);
            }
        }
    }
}
