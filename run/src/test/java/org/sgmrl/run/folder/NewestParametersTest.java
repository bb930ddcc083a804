package org.sgmrl.run.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.Safetensors;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.training.MetaTraining;

/// The policy of a run that somebody finishes at this moment.
final class NewestParametersTest {
    private static final double EARLY = 0.25;
    private static final double LATE = 0.5;

    @TempDir
    private Path folder;

    private RunRequest request;
    private RunFolder run;

    @BeforeEach
    void makeRun() throws IOException {
        request = RunRequest.of(MetaTraining.of(PointNavigation.distance()).iterations(5), RunOptions.DEFAULT);
        Files.writeString(folder.resolve("config.json"), "{}");
        run = RunFolder.open(folder);
        write(run.policy(), EARLY, 3);
    }

    private void write(Path file, double value, int iteration) throws IOException {
        double[] theta = new double[request.newPolicy().parameterCount()];
        Arrays.fill(theta, value);
        request.trainedPolicy(request.newPolicy(), theta, iteration).save(file);
    }

    private NewestParameters newest(Policy policy) {
        return NewestParameters.newest(run, request, policy, warning -> {
            throw new AssertionError(warning);
        });
    }

    /// A policy whose layout is asked for between the reading of the file's bytes and whatever follows: there the file is
    /// replaced.
    private Policy replacing(Path later) {
        Policy policy = request.newPolicy();
        return (Policy) Proxy.newProxyInstance(
                Policy.class.getClassLoader(), new Class<?>[] {Policy.class}, (_, method, arguments) -> {
                    if (method.getName().equals("layout") && Files.exists(later)) {
                        Files.move(later, run.policy(), StandardCopyOption.REPLACE_EXISTING);
                    }
                    return method.invoke(policy, arguments);
                });
    }

    @Test
    void parametersAndIterationAreOfTheSameFile() throws IOException {
        Path later = folder.resolve("later");
        write(later, LATE, 5);
        NewestParameters newest = newest(replacing(later));
        assertThat(later).doesNotExist();
        assertThat(newest.theta()).containsOnly(EARLY);
        assertThat(newest.iteration()).isEqualTo(3);
        assertThat(newest.isFinal()).isFalse();
        NewestParameters then = newest(request.newPolicy());
        assertThat(then.theta()).containsOnly(LATE);
        assertThat(then.iteration()).isEqualTo(5);
        assertThat(then.isFinal()).isTrue();
    }

    @Test
    void anIterationThatIsNoNumberIsToldWithTheFile() throws IOException {
        Safetensors.Builder file = Safetensors.builder().metadata("iteration", "many");
        Safetensors policy = Safetensors.read(run.policy());
        for (String name : policy.names()) {
            file.put(name, policy.numbers(name), policy.shape(name));
        }
        file.build().write(run.policy());
        assertThatThrownBy(() -> newest(request.newPolicy()))
                .isInstanceOf(DamagedFile.class)
                .hasMessage(run.policy() + ": its iteration is many, not a number");
    }
}
