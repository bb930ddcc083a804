package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sgmrl.io.Output;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;

/// `policy.safetensors`: the final parameters, a tensor for each block of the policy's layout.
public final class PolicyFile {
    private PolicyFile() {}

    /// Writes parameters.
    ///
    /// @param file where
    /// @param policy whose they are
    /// @param theta the parameters
    /// @param environment id of the environment
    /// @param iteration after which iteration
    /// @throws IOException if that fails
    public static void write(Path file, Policy policy, double[] theta, String environment, int iteration)
            throws IOException {
        Output.write(file, encode(policy, theta, environment, iteration, Map.of()));
    }

    /// The bytes of such a file.
    ///
    /// @param policy whose parameters they are
    /// @param theta the parameters
    /// @param environment id of the environment
    /// @param iteration after which iteration
    /// @param more metadata that other tools need
    /// @return the file
    public static byte[] encode(
            Policy policy, double[] theta, String environment, int iteration, Map<String, String> more) {
        Safetensors.Builder tensors = Safetensors.builder()
                .metadata("policy", policy.description())
                .metadata("env", environment)
                .metadata("iteration", Integer.toString(iteration));
        more.forEach(tensors::metadata);
        int offset = 0;
        for (ParameterBlock block : policy.layout()) {
            long[] shape = block.shape().stream().mapToLong(Integer::longValue).toArray();
            tensors.put(block.name(), Arrays.copyOfRange(theta, offset, offset + block.size()), shape);
            offset += block.size();
        }
        return tensors.build().toBytes();
    }

    /// The final parameters of a run, as its file has them; [TrainedPolicy#newest] may be newer.
    static double[] read(RunFolder folder, Policy policy) {
        Path file = folder.policy();
        try {
            return read(file, policy);
        } catch (NoSuchFileException e) {
            throw new UnfinishedRun(
                    folder.path() + " has no policy.safetensors: the run is not finished; finish it with:"
                            + " sgmrl resume " + OneLine.quoted(folder.path()));
        } catch (SafetensorsFormatException e) {
            throw new DamagedFile(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new AccessFailed(file + " cannot be read: " + Errors.reason(e));
        }
    }

    /// The parameters in a file.
    ///
    /// @throws SafetensorsFormatException if it is damaged or of another policy
    public static double[] read(Path file, Policy policy) throws IOException {
        Safetensors tensors = Safetensors.read(file, 8L * policy.parameterCount() + Checkpoints.MOST_HEADER_BYTES);
        return parameters(tensors, file, policy);
    }

    /// The parameters in a file that has been read: tensors of the names and shapes of the policy's layout, and no
    /// others.
    static double[] parameters(Safetensors tensors, Path file, Policy policy) throws SafetensorsFormatException {
        double[] theta = new double[policy.parameterCount()];
        int offset = 0;
        Set<String> others = new TreeSet<>(tensors.names());
        for (ParameterBlock block : policy.layout()) {
            double[] values = tensors.numbers(block.name());
            long[] shape = tensors.shape(block.name());
            long[] expected =
                    block.shape().stream().mapToLong(Integer::longValue).toArray();
            if (!Arrays.equals(shape, expected)) {
                throw new SafetensorsFormatException(
                        file.toString(),
                        block.name() + " has shape " + Arrays.toString(shape) + " instead of "
                                + Arrays.toString(expected)
                                + (isTransposed(shape, expected) ? "; other libraries keep matrices transposed" : ""));
            }
            others.remove(block.name());
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new SafetensorsFormatException(
                            file.toString(), block.name() + " holds " + value + ", which is no parameter");
                }
            }
            System.arraycopy(values, 0, theta, offset, values.length);
            offset += values.length;
        }
        if (!others.isEmpty()) {
            throw new SafetensorsFormatException(
                    file.toString(),
                    "holds " + OneLine.brief(String.join(", ", others)) + ", which a policy " + policy.description()
                            + " does not have");
        }
        return theta;
    }

    private static boolean isTransposed(long[] shape, long[] expected) {
        return shape.length == 2 && expected.length == 2 && shape[0] == expected[1] && shape[1] == expected[0];
    }
}
