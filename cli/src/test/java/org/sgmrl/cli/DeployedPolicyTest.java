package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.adapt.Decision;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.adapt.Transitions;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// What a service does with the policy of a run is what `evaluate` does with it.
final class DeployedPolicyTest {
    private static final PointNavigation ENVIRONMENT = PointNavigation.distance();
    private static final int SEED = 4;
    private static final int TASKS = 3;
    private static final int STEPS = 2;

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = folder.resolve("run");
        ok(Runs.train(run, "--iterations", "2", "--hidden", "7,5", "--horizon", "12"));
    }

    private static void ok(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void itsReturnsAfterEveryStepAreThoseThatEvaluateWrites() throws IOException {
        Path json = folder.resolve("evaluation.json");
        ok(
                "evaluate",
                run.toString(),
                "--tasks",
                Integer.toString(TASKS),
                "--inner-steps",
                Integer.toString(STEPS),
                "--seed",
                Integer.toString(SEED),
                "--json",
                json.toString());
        JsonNode perTask = Json.parse(Files.readString(json)).path("perTask");
        TrainedPolicy trained = TrainedPolicy.load(run);
        for (int i = 0; i < TASKS; i++) {
            Goal goal = ENVIRONMENT.tasks().sample(stream(i, 0, 0, StreamPurpose.TASK));
            TrainedPolicy policy = trained;
            for (int t = 0; t <= STEPS; t++) {
                Transitions transitions = collect(policy, goal, i, t);
                assertThat(transitions.meanReturn())
                        .isEqualTo(perTask.get(t).get(i).asDouble());
                policy = policy.adapt(transitions);
            }
        }
    }

    private static Transitions collect(TrainedPolicy policy, Goal goal, int task, int phase) {
        Transitions transitions = policy.newTransitions();
        Decision decision = policy.newDecision();
        double[] observation = new double[2];
        double[] reward = new double[1];
        boolean[] terminated = new boolean[1];
        int horizon = policy.settings().horizon();
        try (BatchedEnvironment<Goal> robot = ENVIRONMENT.create(1)) {
            for (int i = 0; i < policy.settings().trajectories(); i++) {
                RandomStream[] start = {stream(task, phase, i, StreamPurpose.ENVIRONMENT)};
                robot.reset(goal, start, 1, observation);
                RandomStream random = stream(task, phase, i, StreamPurpose.ACTION);
                boolean ended = false;
                for (int h = 1; !ended; h++) {
                    policy.actor().act(observation, random, decision);
                    robot.step(new int[] {0}, 1, decision.action(), observation, reward, terminated);
                    transitions.append(decision, reward[0], terminated[0], h == horizon);
                    ended = terminated[0] || h == horizon;
                }
            }
        }
        return transitions;
    }

    private static RandomStream stream(int task, int phase, int rollout, StreamPurpose purpose) {
        return RandomStream.of(SEED, StreamDomain.TEST, 0, task, phase, rollout, purpose);
    }

    /// Files of earlier versions said which policy they are of, and no more.
    @Test
    void theFolderOfAnEarlierVersionGivesItsPolicyByExportAndToTheLibraryOfRuns() throws IOException {
        TrainedPolicy trained = TrainedPolicy.load(run);
        Path file = run.resolve("policy.safetensors");
        Safetensors now = Safetensors.read(file);
        Safetensors.Builder before = Safetensors.builder();
        now.metadata().forEach((key, value) -> {
            if (Set.of("policy", "env", "iteration").contains(key)) {
                before.metadata(key, value);
            }
        });
        for (String name : now.names()) {
            before.put(name, now.doubles(name), now.shape(name));
        }
        before.build().write(file);

        assertThatThrownBy(() -> TrainedPolicy.load(run))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("sgmrl export RUN --safetensors FILE");
        Path exported = folder.resolve("exported.safetensors");
        ok("export", run.toString(), "--safetensors", exported.toString());
        for (TrainedPolicy policy : new TrainedPolicy[] {
            TrainedPolicy.load(exported), RunFolder.open(run).trainedPolicy(w -> {})
        }) {
            assertThat(policy.theta()).isEqualTo(trained.theta());
            assertThat(policy.settings()).isEqualTo(trained.settings());
            assertThat(policy).hasToString(trained.toString());
        }
    }

    @Test
    void anUnfinishedRunSaysWhatToDo() throws IOException {
        Files.delete(run.resolve("policy.safetensors"));
        assertThatThrownBy(() -> TrainedPolicy.load(run)).hasMessageContaining("sgmrl export --safetensors");
        assertThat(RunFolder.open(run).trainedPolicy(w -> {}).iteration()).isEqualTo(2);
    }
}
