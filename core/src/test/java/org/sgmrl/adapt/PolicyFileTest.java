package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;

/// Parameters come from tensors of the policy's names and shapes, or not at all.
final class PolicyFileTest {
    private static final Policy POLICY = new GaussianMlpPolicy(3, new int[] {5}, 2, 0, Precision.FLOAT);

    @TempDir
    private Path folder;

    private static double[] theta() {
        double[] theta = new double[POLICY.parameterCount()];
        Arrays.setAll(theta, j -> j / 8.0 - 1);
        return theta;
    }

    private static TrainedPolicy trained() {
        EnvironmentSpec spec = new EnvironmentSpec("nowhere", 3, ActionSpace.Box.uniform(2, -1, 1), 10);
        EstimatorSettings settings = new EstimatorSettings(
                MethodSettings.of(Method.MAML),
                Weighting.rewardToGo(),
                new InnerStep(1, 0.1),
                new Sampling(2, 2, 10, 0.9));
        return TrainedPolicy.of(spec, POLICY, settings, theta(), 7);
    }

    /// A file with one tensor changed, or one more.
    private Path with(String name, double[] values, long... shape) throws IOException {
        Safetensors.Builder tensors = Safetensors.builder();
        int offset = 0;
        for (ParameterBlock block : POLICY.layout()) {
            if (!block.name().equals(name)) {
                tensors.put(
                        block.name(),
                        Arrays.copyOfRange(theta(), offset, offset + block.size()),
                        block.shape().stream().mapToLong(Integer::longValue).toArray());
            }
            offset += block.size();
        }
        Path file = folder.resolve("policy.safetensors");
        tensors.put(name, values, shape).build().write(file);
        return file;
    }

    @Test
    void parametersComeBackFromTheirFile() throws IOException {
        Path file = folder.resolve("policy.safetensors");
        trained().save(file);
        assertThat(PolicyFile.read(file, POLICY)).isEqualTo(theta());
    }

    @Test
    void singlePrecisionIsWidened() throws IOException {
        Safetensors.Builder tensors = Safetensors.builder();
        int offset = 0;
        for (ParameterBlock block : POLICY.layout()) {
            float[] values = new float[block.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) theta()[offset + i];
            }
            tensors.put(
                    block.name(),
                    values,
                    block.shape().stream().mapToLong(Integer::longValue).toArray());
            offset += block.size();
        }
        Path file = folder.resolve("policy.safetensors");
        tensors.build().write(file);
        assertThat(PolicyFile.read(file, POLICY)).as("eighths are floats").isEqualTo(theta());
    }

    /// The number of numbers is right, and the policy would be another one.
    @Test
    void aTransposedMatrixIsRefused() throws IOException {
        ParameterBlock matrix = POLICY.layout().stream()
                .filter(block -> block.shape().size() == 2)
                .findFirst()
                .orElseThrow();
        long rows = matrix.shape().get(0);
        long columns = matrix.shape().get(1);
        Path file = with(matrix.name(), new double[matrix.size()], columns, rows);
        assertThatThrownBy(() -> PolicyFile.read(file, POLICY))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining(matrix.name() + " has shape [" + columns + ", " + rows + "] instead of [" + rows
                        + ", " + columns + "]; other libraries keep matrices transposed");
    }

    @Test
    void aTensorThatThePolicyDoesNotHaveIsRefused() throws IOException {
        Path file = with("mean.7.weight", new double[4], 2, 2);
        assertThatThrownBy(() -> PolicyFile.read(file, POLICY))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("holds mean.7.weight, which a policy " + POLICY.description());
    }

    @Test
    void aFlatVectorIsNoMatrix() throws IOException {
        ParameterBlock matrix = POLICY.layout().getFirst();
        Path file = with(matrix.name(), new double[matrix.size()], matrix.size());
        assertThatThrownBy(() -> PolicyFile.read(file, POLICY)).hasMessageContaining("has shape [");
    }
}
