package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
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
        Safetensors.Builder tensors = Safetensors.builder()
                .metadata("policy", policy.description())
                .metadata("env", environment)
                .metadata("iteration", Integer.toString(iteration));
        int offset = 0;
        for (ParameterBlock block : policy.layout()) {
            long[] shape = block.shape().stream().mapToLong(Integer::longValue).toArray();
            tensors.put(block.name(), Arrays.copyOfRange(theta, offset, offset + block.size()), shape);
            offset += block.size();
        }
        tensors.build().write(file);
    }

    /// The final parameters of a run.
    public static double[] read(RunFolder folder, Policy policy) {
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
        double[] theta = new double[policy.parameterCount()];
        int offset = 0;
        for (ParameterBlock block : policy.layout()) {
            double[] values = tensors.doubles(block.name());
            if (values.length != block.size()) {
                throw new SafetensorsFormatException(
                        file.toString(),
                        block.name() + " holds " + values.length + " numbers instead of " + block.size());
            }
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new SafetensorsFormatException(
                            file.toString(), block.name() + " holds " + value + ", which is no parameter");
                }
            }
            System.arraycopy(values, 0, theta, offset, values.length);
            offset += values.length;
        }
        return theta;
    }
}
