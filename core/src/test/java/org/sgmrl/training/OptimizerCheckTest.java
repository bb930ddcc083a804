package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Optimisers without findings, and one defect planted at a time.
final class OptimizerCheckTest {
    /// Ascent with momentum, and a hook for each defect.
    static class Momentum implements Optimizer {
        double[] velocity;

        Momentum(int parameterCount) {
            velocity = new double[parameterCount];
        }

        @Override
        public void ascend(double[] gradient, double stepSize, double[] theta) {
            for (int j = 0; j < theta.length; j++) {
                velocity[j] = 0.5 * velocity[j] + gradient[j];
                theta[j] += stepSize * velocity[j];
            }
        }

        @Override
        public double[] state() {
            return velocity.clone();
        }

        @Override
        public void restore(double[] state) {
            if (state.length != velocity.length) {
                throw new IllegalArgumentException("state.length = " + state.length + " must be " + velocity.length);
            }
            velocity = state.clone();
        }
    }

    @Test
    void theBuiltInOptimisersAndOneOfAUserHaveNoFindings() {
        for (Optimizer.Kind kind : Optimizer.Kind.values()) {
            assertThat(OptimizerCheck.findings(length -> Optimizer.create(kind, length), 1))
                    .as(kind.toString())
                    .isEmpty();
        }
        assertThat(OptimizerCheck.findings(Momentum::new, 2)).isEmpty();
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                planted("normalised by zero", "must be a finite number", length -> new Momentum(length) {
                    @Override
                    public void ascend(double[] gradient, double stepSize, double[] theta) {
                        double squares = 0;
                        for (double value : gradient) {
                            squares += value * value;
                        }
                        for (int j = 0; j < theta.length; j++) {
                            theta[j] += stepSize * gradient[j] / Math.sqrt(squares);
                        }
                    }
                }),
                planted("chance", "another instance", length -> new Momentum(length) {
                    private final double factor = 1 + 1e-6 * Math.random();

                    @Override
                    public void ascend(double[] gradient, double stepSize, double[] theta) {
                        super.ascend(gradient, factor * stepSize, theta);
                    }
                }),
                planted("the gradient is written to", "changed the gradient", length -> new Momentum(length) {
                    @Override
                    public void ascend(double[] gradient, double stepSize, double[] theta) {
                        super.ascend(gradient, stepSize, theta);
                        gradient[0] = 0;
                    }
                }),
                planted("decay of its own", "a step of size 0", length -> new Momentum(length) {
                    @Override
                    public void ascend(double[] gradient, double stepSize, double[] theta) {
                        super.ascend(gradient, stepSize, theta);
                        theta[0] *= 0.999;
                    }
                }),
                planted("downhill", "at most half", length -> new Momentum(length) {
                    @Override
                    public void ascend(double[] gradient, double stepSize, double[] theta) {
                        super.ascend(gradient, -stepSize, theta);
                    }
                }),
                planted("no copy", "must be a copy", length -> new Momentum(length) {
                    @Override
                    public double[] state() {
                        return velocity;
                    }
                }),
                planted("half of the memory", "other bits", length -> new Momentum(length) {
                    @Override
                    public void restore(double[] state) {
                        super.restore(state);
                        velocity[0] = 0;
                    }
                }),
                planted("the given array kept", "keep a copy", length -> new Momentum(length) {
                    @Override
                    public void restore(double[] state) {
                        super.restore(state);
                        velocity = state;
                    }
                }),
                planted("anything restored", "restore accepted", length -> new Momentum(length) {
                    @Override
                    public void restore(double[] state) {
                        velocity = Arrays.copyOf(state, velocity.length);
                    }
                }),
                planted(
                        "restored and then refused",
                        "changed the memory and then refused",
                        length -> new Momentum(length) {
                            @Override
                            public void restore(double[] state) {
                                int before = velocity.length;
                                velocity = Arrays.copyOf(state, before);
                                velocity[0] += 1;
                                if (state.length != before) {
                                    throw new IllegalArgumentException("too long");
                                }
                                velocity[0] -= 1;
                            }
                        }),
                planted(
                        "an error that says nothing",
                        "must throw an IllegalArgumentException",
                        length -> new Momentum(length) {
                            @Override
                            public void restore(double[] state) {
                                velocity = new double[velocity.length];
                                System.arraycopy(state, 0, velocity, 0, state.length);
                            }
                        }));
    }

    private static Arguments planted(String name, String words, Optimizer.Factory factory) {
        return Arguments.of(name, words, factory);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsFound(String name, String words, Optimizer.Factory factory) {
        assertThat(OptimizerCheck.findings(factory, 1))
                .as(name)
                .anySatisfy(line -> assertThat(line).contains(words));
    }
}
