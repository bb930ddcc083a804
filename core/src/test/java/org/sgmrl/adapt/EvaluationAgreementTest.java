package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.testing.Countdown;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.TrainingSettings;

/// Who acts, collects and adapts by the public interface, one observation at a time, has the returns that `evaluate`
/// has, bit for bit.
final class EvaluationAgreementTest {
    private static final int TASKS = 3;
    private static final int STEPS = 3;
    private static final long SEED = 9;

    /// In a countdown rollouts differ by their number, which one rollout at a time does not have.
    static Stream<Policies.Case<?>> cases() {
        return Policies.all().filter(kind -> !(kind.environment() instanceof Countdown));
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void returnsAfterEveryStepAreThoseOfEvaluation(Policies.Case<T> kind) {
        TrainingSettings settings = TrainingSettings.of(
                        Preset.TUNED, kind.environment().spec(), Method.MAML)
                .withEstimator(ignored -> kind.settings());
        TrainedPolicy trained = kind.trained();
        try (MetaTester<T> tester = new MetaTester<>(kind.environment(), kind.policy(), settings, STEPS, 1)) {
            double[][] expected = tester.returns(trained.theta(), TASKS, SEED, StreamDomain.TEST);
            for (int i = 0; i < TASKS; i++) {
                T task = tester.task(SEED, StreamDomain.TEST, i);
                RolloutKey key = new RolloutKey(SEED, StreamDomain.TEST, 0, i);
                TrainedPolicy policy = trained;
                for (int t = 0; t <= STEPS; t++) {
                    Transitions transitions =
                            Policies.collect(kind.environment(), task, policy, key, t, Policies.TRAJECTORIES);
                    assertThat(transitions.meanReturn()).isEqualTo(expected[t][i]);
                    policy = policy.adapt(transitions);
                }
            }
        }
    }
}
