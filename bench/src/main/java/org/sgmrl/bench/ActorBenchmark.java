package org.sgmrl.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sgmrl.adapt.Actor;
import org.sgmrl.adapt.Decision;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.adapt.Transitions;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.training.TrainingSettings;

/// Time of a deployed policy's work, 2→100→100→2, in microseconds a call: one action at a time, and one step of
/// adaptation on 20 episodes of 100 steps.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ActorBenchmark {
    static final int EPISODES = 20;
    static final int STEPS = 100;

    final TrainedPolicy policy = newPolicy();
    final Decision decision = policy.newDecision();
    final Transitions transitions = policy.newTransitions();
    final double[] observation = {0.1, -0.2};
    private final RandomStream random = Actor.randomStream(1, 1);
    private final Actor actor = policy.actor();
    private final PolicyEvaluator evaluator = policy.policy().newEvaluator();
    private final double[] two = {0.1, -0.2, 0.1, -0.2};
    final double[] twoActions = new double[4];

    /// Made by JMH.
    public ActorBenchmark() {
        evaluator.setParameters(policy.theta());
        for (int i = 0; i < EPISODES; i++) {
            for (int h = 1; h <= STEPS; h++) {
                actor.act(observation, random, decision);
                transitions.append(decision, -Math.abs(decision.action()[0]), false, h == STEPS);
            }
        }
    }

    private static TrainedPolicy newPolicy() {
        PointNavigation environment = PointNavigation.distance();
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL);
        Policy policy = settings.newPolicy(environment.spec());
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Actor.randomStream(2, 2), theta);
        return TrainedPolicy.of(environment.spec(), policy, settings.estimator(), theta, 0);
    }

    /// Nothing: the cost of measuring.
    @Benchmark
    public void baseline() {}

    /// A sampled action.
    ///
    /// @return in the environment's units
    @Benchmark
    public double[] act() {
        actor.act(observation, random, decision);
        return decision.action();
    }

    /// The most likely action.
    ///
    /// @return in the environment's units
    @Benchmark
    public double[] mode() {
        actor.mode(observation, decision);
        return decision.action();
    }

    /// The most likely actions of two observations, in one call of training's evaluator, whose kernels compute tiles of
    /// four rows: what one row takes without a kernel of its own.
    ///
    /// @return in the policy's units
    @Benchmark
    public double[] modeOfTwoRows() {
        evaluator.mode(2, two, twoActions);
        return twoActions;
    }

    /// A step of adaptation.
    ///
    /// @return the adapted policy
    @Benchmark
    public TrainedPolicy adapt() {
        return policy.adapt(transitions);
    }
}
