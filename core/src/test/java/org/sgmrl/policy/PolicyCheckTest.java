package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.ForwardingEvaluator;
import org.sgmrl.testing.OwnPolicy;

/// Policies without findings, and one defect planted at a time. Seeds are fixed; the statistical law would be broken by
/// chance with a probability of 2e-9 for each block of a layout.
final class PolicyCheckTest {
    private static final Policy SOUND = new GaussianMlpPolicy(3, new int[] {5}, 2, 0.1, Precision.DOUBLE);
    private static final double[] ONE_HOT = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    @Test
    void theBuiltInPoliciesAndOneWithGradientsAloneHaveNoFindings() {
        assertThat(PolicyCheck.findings(SOUND, 1)).isEmpty();
        assertThat(PolicyCheck.findings(new CategoricalMlpPolicy(3, new int[] {6, 4}, 4, Precision.DOUBLE), 2))
                .isEmpty();
        assertThat(PolicyCheck.findings(new OwnPolicy(3, 2), 3)).isEmpty();
        assertThat(PolicyCheck.findings(new PolicyWithStepSizes(SOUND, 0.1), 7)).isEmpty();
        assertThat(PolicyCheck.findings(new SoftmaxTabularPolicy(3, 4), ONE_HOT, 0x1p-53, 4))
                .isEmpty();
        double[] observations = {0.3, -1, 2, 1.5, 0.1, -0.7};
        assertThat(PolicyCheck.findings(
                        new GaussianMlpPolicy(3, new int[] {100, 100}, 2, 0, Precision.FLOAT),
                        observations,
                        0x1p-24,
                        5))
                .isEmpty();
        assertThat(PolicyCheck.findings(
                        new CategoricalMlpPolicy(3, new int[] {20}, 3, Precision.FLOAT), observations, 0x1p-24, 6))
                .isEmpty();
    }

    private static Policy with(UnaryOperator<PolicyEvaluator> defect) {
        return new Altered(SOUND.parameterCount(), defect);
    }

    /// The sound policy with a defect.
    private record Altered(int parameterCount, UnaryOperator<PolicyEvaluator> defect) implements Policy {
        @Override
        public String description() {
            return SOUND.description();
        }

        @Override
        public List<ParameterBlock> layout() {
            return SOUND.layout();
        }

        @Override
        public int observationSize() {
            return SOUND.observationSize();
        }

        @Override
        public int actionSize() {
            return SOUND.actionSize();
        }

        @Override
        public void initialize(RandomStream random, double[] theta) {
            SOUND.initialize(random, theta);
        }

        @Override
        public double standardDeviation(double[] theta) {
            return SOUND.standardDeviation(theta);
        }

        @Override
        public PolicyEvaluator newEvaluator() {
            return defect.apply(SOUND.newEvaluator());
        }
    }

    /// Parameters that all evaluators of a policy share.
    private static Policy sharing() {
        PolicyEvaluator one = SOUND.newEvaluator();
        return with(own -> new ForwardingEvaluator(one));
    }

    private static Policy acting(int everyNth, double off) {
        AtomicInteger calls = new AtomicInteger();
        return with(sound -> new ForwardingEvaluator(sound) {
            @Override
            public void act(int rows, double[] observations, double[] noise, double[] actions) {
                super.act(rows, observations, noise, actions);
                if (calls.incrementAndGet() % everyNth == 0) {
                    actions[0] += off;
                }
            }
        });
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                Arguments.of("other actions each time", "act", acting(2, 1e-9)),
                Arguments.of("no number", "which must be a finite number", acting(1, Double.NaN)),
                Arguments.of("rows are not alone", "to a row alone", with(sound -> new ForwardingEvaluator(sound) {
                    @Override
                    public void act(int rows, double[] observations, double[] noise, double[] actions) {
                        super.act(rows, observations, noise, actions);
                        actions[0] += 1e-6 * rows;
                    }
                })),
                Arguments.of(
                        "noise elsewhere", "drawNoise wrote outside", with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
                                super.drawNoise(random, actions, out, offset);
                                out[0] = 0;
                            }
                        })),
                Arguments.of("evaluators share parameters", "not independent", sharing()),
                Arguments.of("parameters are kept", "keeps the array", with(sound -> new ForwardingEvaluator(sound) {
                    private double[] kept = {};

                    @Override
                    public void setParameters(double[] theta) {
                        kept = theta;
                        super.setParameters(theta);
                    }

                    @Override
                    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
                        super.setParameters(kept);
                        super.logProbability(batch, from, to, out);
                    }
                })),
                Arguments.of(
                        "log-probabilities begin at row 0",
                        "begin with row",
                        with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
                                super.logProbability(batch, 0, to - from, out);
                            }
                        })),
                Arguments.of(
                        "a gradient that overwrites", "must be added", with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void gradient(
                                    DecisionBatch batch, int from, int to, double[] weights, double[] out) {
                                Arrays.fill(out, 0);
                                super.gradient(batch, from, to, weights, out);
                            }
                        })),
                Arguments.of(
                        "one wrong entry of the gradient",
                        "not that of the log-probability",
                        with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void gradient(
                                    DecisionBatch batch, int from, int to, double[] weights, double[] out) {
                                double before = out[4];
                                super.gradient(batch, from, to, weights, out);
                                out[4] += 0.01 * (out[4] - before);
                            }
                        })),
                Arguments.of(
                        "scores of other rows", "scoresAlong of row", with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void scoresAlong(
                                    DecisionBatch batch, int from, int to, double[] direction, double[] out) {
                                super.scoresAlong(batch, from, to, direction, out);
                                out[to - 1] *= 1.001;
                            }
                        })),
                Arguments.of(
                        "half a Hessian", "derivative of the gradient", with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void hessianVectorProduct(
                                    DecisionBatch batch,
                                    int from,
                                    int to,
                                    double[] weights,
                                    double[] direction,
                                    double @Nullable [] scoreWeights,
                                    double[] out) {
                                double[] half = direction.clone();
                                half[0] = 0;
                                super.hessianVectorProduct(batch, from, to, weights, half, scoreWeights, out);
                            }
                        })),
                Arguments.of("score weights forgotten", "∇²ℓ_w v + ∇ℓ_c", with(sound -> new ForwardingEvaluator(sound) {
                    @Override
                    public void hessianVectorProduct(
                            DecisionBatch batch,
                            int from,
                            int to,
                            double[] weights,
                            double[] direction,
                            double @Nullable [] scoreWeights,
                            double[] out) {
                        super.hessianVectorProduct(batch, from, to, weights, direction, null, out);
                    }
                })),
                Arguments.of(
                        "parameters left behind",
                        "left other parameters",
                        with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void hessianVectorProduct(
                                    DecisionBatch batch,
                                    int from,
                                    int to,
                                    double[] weights,
                                    double[] direction,
                                    double @Nullable [] scoreWeights,
                                    double[] out) {
                                super.hessianVectorProduct(batch, from, to, weights, direction, scoreWeights, out);
                                setParameters(direction);
                            }
                        })),
                Arguments.of(
                        "a wider distribution than it says",
                        "do not have the distribution",
                        with(sound -> new ForwardingEvaluator(sound) {
                            @Override
                            public void act(int rows, double[] observations, double[] noise, double[] actions) {
                                double[] wider = new double[noise.length];
                                Arrays.setAll(wider, k -> 1.1 * noise[k]);
                                super.act(rows, observations, wider, actions);
                            }
                        })),
                Arguments.of(
                        "one parameter too many",
                        "sum of the layout's sizes",
                        new Altered(SOUND.parameterCount() + 1, sound -> sound)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsFound(String name, String words, Policy policy) {
        assertThat(PolicyCheck.findings(policy, 1))
                .as(name)
                .anySatisfy(line -> assertThat(line).contains(words));
    }

    @Test
    void aMemoryThatChangesAnythingIsFound() {
        Policy forgetful = with(sound -> new ForwardingEvaluator(sound) {
            @Override
            public @Nullable DecisionMemory newMemory(int capacity) {
                return sound.newMemory(capacity);
            }

            @Override
            public void act(
                    int rows,
                    double[] observations,
                    double[] noise,
                    double[] actions,
                    DecisionMemory memory,
                    int[] memoryRows) {
                sound.act(rows, observations, noise, actions, memory, memoryRows);
                actions[1] = 0;
            }
        });
        assertThat(PolicyCheck.findings(forgetful, 1))
                .anySatisfy(line -> assertThat(line).startsWith("acting with a memory changed actions"));
    }

    @Test
    void whatCannotBeCheckedIsRefused() {
        assertThatThrownBy(() -> PolicyCheck.findings(SOUND, new double[4], 0x1p-53, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observations.length = 4 must be a positive multiple of 3, the policy's observationSize");
        assertThatThrownBy(() -> PolicyCheck.findings(SOUND, new double[3], Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("error = NaN must be in (0, 0.001)");
    }
}
