package org.sgmrl.adapt;

import java.util.Objects;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Chooses actions of one policy, one observation at a time, in the environment's units.
///
/// Safe for any number of threads at once, each with a [Decision] and a [RandomStream] of its own: the policy never
/// changes, and what an action is computed in is lent to one thread at a time, without a lock to wait for and without
/// allocation once the code is compiled. What an action is depends on policy, observation and stream alone, with the
/// bits that training and evaluation would give.
public final class Actor {
    private final TrainedPolicy policy;
    private final EvaluatorPool evaluators;

    Actor(TrainedPolicy policy) {
        this.policy = policy;
        this.evaluators = new EvaluatorPool(() -> {
            PolicyEvaluator evaluator = policy.policy().newActingEvaluator();
            policy.load(evaluator);
            return evaluator;
        });
    }

    /// A random stream for one loop that acts. Streams of different seeds or numbers are independent, whatever training
    /// and evaluation drew.
    ///
    /// @param seed any number
    /// @param number any number: of the thread, of the episode, …
    /// @return a stream, to be used by one thread at a time
    public static RandomStream randomStream(long seed, int number) {
        return RandomStream.of(seed, StreamDomain.DEPLOYMENT, 0, 0, 0, number, StreamPurpose.ACTION);
    }

    /// Whose actions these are.
    ///
    /// @return the policy
    public TrainedPolicy policy() {
        return policy;
    }

    /// Samples an action: a ~ π(·|s; θ).
    ///
    /// @param observation s, `[observationSize]`, finite numbers of single precision; read now, not kept
    /// @param random where the randomness comes from; advances
    /// @param decision receives the action; overwritten, and empty if this fails
    /// @throws IllegalArgumentException if a length or a number is wrong
    public void act(double[] observation, RandomStream random, Decision decision) {
        Objects.requireNonNull(random, "random = null must be given; Actor.randomStream makes one");
        prepare(observation, decision);
        EvaluatorPool.Lent lent = evaluators.acquire();
        try {
            lent.evaluator.drawNoise(random, 1, lent.noise, 0);
            lent.evaluator.act(1, decision.observation, lent.noise, decision.policyAction);
        } finally {
            evaluators.release(lent);
        }
        decision.complete(policy, true);
    }

    /// Takes the most likely action: the mean of a Gaussian policy, the first of the most probable discrete actions.
    /// Such actions say nothing about what others would bring, so [Transitions] refuses them.
    ///
    /// @param observation s, `[observationSize]`, finite numbers of single precision; read now, not kept
    /// @param decision receives the action; overwritten, and empty if this fails
    /// @throws IllegalArgumentException if a length or a number is wrong
    /// @throws UnsupportedOperationException if the policy has no such action
    public void mode(double[] observation, Decision decision) {
        prepare(observation, decision);
        EvaluatorPool.Lent lent = evaluators.acquire();
        try {
            lent.evaluator.mode(1, decision.observation, decision.policyAction);
        } finally {
            evaluators.release(lent);
        }
        decision.complete(policy, false);
    }

    private void prepare(double[] observation, Decision decision) {
        Objects.requireNonNull(decision, "decision = null must be given; TrainedPolicy.newDecision makes one");
        policy.requireObservation(observation);
        if (decision.observation.length != observation.length
                || decision.policyAction.length != policy.actionSpace().size()) {
            throw new IllegalArgumentException("decision has room for " + decision.observation.length
                    + " numbers of an observation and " + decision.policyAction.length
                    + " of an action, and must be of a"
                    + " policy with " + observation.length + " and "
                    + policy.actionSpace().size() + "; make it by this policy's newDecision");
        }
        decision.begin();
        System.arraycopy(observation, 0, decision.observation, 0, observation.length);
    }

    /// Evaluators made so far.
    int evaluators() {
        return evaluators.size();
    }
}
