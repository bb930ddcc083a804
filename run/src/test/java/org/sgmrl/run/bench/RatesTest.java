package org.sgmrl.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// What measurements say of themselves, by API as `bench` does.
final class RatesTest {
    private static final RunRequest REQUEST = RunRequest.resolve(GivenSettings.NONE.with(Settings.THREADS, 2));
    private final ObjectNode root = Json.object();

    @Test
    void ofTraining() {
        TrainingBench.Rates rates =
                new TrainingBench.Rates(List.of(30.0, 10.0, 20.0, 5000.0), true, 5060, 2, Double.NaN, 0.8);
        assertThat(rates.lines(REQUEST))
                .containsExactly(
                        "point-navigation-v1 sg-mrl, 2 threads: 25 env-steps/s (median of 4 rounds, 10 to 5,000)",
                        "2,530 env-steps for a second of one processor",
                        "80.0 % of the workers' time is the environment's: policy, advantages and gradients (and waiting)"
                                + " cost 25.0 % over the environment");
        rates.write(root);
        assertThat(Json.line(root)).isEqualTo("""
                        {"envStepsPerSecond":25.0,"rounds":[30.0,10.0,20.0,5000.0],"settled":true,\
                        "totalProcessorSeconds":2.0,"envStepsPerProcessorSecond":2530.0,\
                        "environmentShare":0.8,"overheadOverEnvironment":0.25}""");
    }

    @Test
    void ofAnEnvironmentBesideAnotherProgram() {
        EnvironmentBench.Rates rates =
                new EnvironmentBench.Rates(List.of(30.0, 10.0, 20.0), List.of(60.0, 40.0, 10.0), false);
        assertThat(rates.lines(REQUEST))
                .containsExactly(
                        "point-navigation-v1 environment, 2 threads: 20 env-steps/s (median of 3 rounds, 10 to 30)",
                        "a plain C loop on the same library and model: 40 env-steps/s; ratio 0.500 (median of 3 rounds,"
                                + " 0.250 to 2.000)");
        rates.write(root);
        assertThat(Json.line(root)).isEqualTo("""
                        {"envStepsPerSecond":20.0,"rounds":[30.0,10.0,20.0],"settled":false,\
                        "cStepsPerSecond":40.0,"cRounds":[60.0,40.0,10.0],"ratioToC":0.5}""");
    }

    @Test
    void ofAnEnvironmentAlone() {
        EnvironmentBench.Rates rates = new EnvironmentBench.Rates(List.of(30.0), List.of(), true);
        assertThat(rates.lines(REQUEST)).hasSize(1);
        rates.write(root);
        assertThat(root.propertyNames()).containsExactly("envStepsPerSecond", "rounds", "settled");
    }

    @Test
    void ofAKernel() {
        PolicyBench kernel = new PolicyBench(List.of(2, 8, 2), "forward", 20, 1.25, 3.5, 0.25);
        assertThat(kernel.lines())
                .containsExactly(
                        "[2, 8, 2]          forward                 20 rows        1.3 µs     3.5 GFLOP/s   25 % of peak");
        kernel.write(root);
        assertThat(Json.line(root)).isEqualTo("""
                        {"sizes":[2,8,2],"kernel":"forward","rows":20,"microseconds":1.25,"gigaflops":3.5,\
                        "peakShare":0.25}""");
    }
}
