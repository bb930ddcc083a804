package org.sgmrl.adapt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;

/// `policy.safetensors`: the parameters, a tensor for each block of the policy's layout, and in the metadata, in words,
/// what acting and adapting need (docs/deploy.md lists the keys).
public final class PolicyFile {
    /// Its name in a run folder.
    public static final String NAME = "policy.safetensors";

    /// Metadata and names of tensors fit.
    private static final long MOST_HEADER_BYTES = 1 << 20;

    private PolicyFile() {}

    /// The bytes of the file that [TrainedPolicy#save] writes.
    ///
    /// @param policy the policy
    /// @return the file
    public static byte[] encode(TrainedPolicy policy) {
        Arguments.given("policy", policy);
        return safetensors(policy).toBytes();
    }

    static Safetensors safetensors(TrainedPolicy trained) {
        Safetensors.Builder tensors = Safetensors.builder();
        PolicyMetadata.of(trained).forEach(tensors::metadata);
        double[] theta = trained.theta();
        int offset = 0;
        for (ParameterBlock block : trained.policy().layout()) {
            tensors.put(block.name(), Arrays.copyOfRange(theta, offset, offset + block.size()), extents(block));
            offset += block.size();
        }
        return tensors.build();
    }

    /// What a file says of a policy.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param iteration after how many iterations of its training, as the file has it; null where it does not say
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content(double[] theta, @Nullable String iteration) {}

    /// The parameters in a file.
    ///
    /// @param file a file with tensors of the names and shapes of the policy's layout, and no others
    /// @param policy whose parameters they are
    /// @return θ, `[parameterCount]`
    /// @throws SafetensorsFormatException if it is damaged or of another policy
    /// @throws IOException if it cannot be read
    public static double[] read(Path file, Policy policy) throws IOException {
        return readContent(file, policy).theta();
    }

    /// The parameters in a file with the iteration that it states, both of the same file: one that is read twice may have
    /// been replaced in between.
    ///
    /// @param file as [#read] takes it
    /// @param policy whose parameters they are
    /// @return what is in it
    /// @throws SafetensorsFormatException if it is damaged or of another policy
    /// @throws IOException if it cannot be read
    public static Content readContent(Path file, Policy policy) throws IOException {
        Arguments.given("file", file);
        Arguments.given("policy", policy);
        Safetensors tensors = Safetensors.read(file, mostBytes(policy));
        return new Content(parameters(tensors, file, policy), tensors.metadata().get(PolicyMetadata.ITERATION));
    }

    private static long mostBytes(Policy policy) {
        return 8L * policy.parameterCount() + MOST_HEADER_BYTES;
    }

    /// A policy from a file or from the folder of a run.
    ///
    /// @param policy the policy's form, or null if the file is to say it
    static TrainedPolicy load(Path path, @Nullable Policy policy) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    file.equals(path)
                            ? "no such file"
                            : "the folder has no " + NAME + ": it is of a run that is not finished (sgmrl resume, or"
                                    + " sgmrl export --safetensors of its newest checkpoint), or of none");
        }
        return PolicyMetadata.read(
                Safetensors.read(file, policy == null ? Long.MAX_VALUE : mostBytes(policy)), file, policy);
    }

    /// The parameters in a file that has been read: tensors of the names and shapes of the policy's layout, and no
    /// others.
    static double[] parameters(Safetensors tensors, Path file, Policy policy) throws SafetensorsFormatException {
        requireLayout(tensors, file, policy);
        double[] theta = new double[policy.parameterCount()];
        int offset = 0;
        for (ParameterBlock block : policy.layout()) {
            double[] values = tensors.numbers(block.name());
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

    /// Checks names and shapes before anything of their size is made.
    private static void requireLayout(Safetensors tensors, Path file, Policy policy) throws SafetensorsFormatException {
        Set<String> others = new TreeSet<>(tensors.names());
        for (ParameterBlock block : policy.layout()) {
            long[] shape = tensors.shape(block.name());
            long[] expected = extents(block);
            if (!Arrays.equals(shape, expected)) {
                throw new SafetensorsFormatException(
                        file.toString(),
                        block.name() + " has shape " + Arrays.toString(shape) + " instead of "
                                + Arrays.toString(expected)
                                + (isTransposed(shape, expected) ? "; other libraries keep matrices transposed" : ""));
            }
            others.remove(block.name());
        }
        if (!others.isEmpty()) {
            throw new SafetensorsFormatException(
                    file.toString(),
                    "holds " + brief(String.join(", ", others)) + ", which a policy " + policy.description()
                            + " does not have");
        }
    }

    private static long[] extents(ParameterBlock block) {
        return block.shape().stream().mapToLong(Integer::longValue).toArray();
    }

    private static boolean isTransposed(long[] shape, long[] expected) {
        return shape.length == 2 && expected.length == 2 && shape[0] == expected[1] && shape[1] == expected[0];
    }

    /// A text from a file for the middle of a sentence, on one line.
    static String brief(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 80); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return text.length() > 80 ? shown.append('…').toString() : shown.toString();
    }
}
