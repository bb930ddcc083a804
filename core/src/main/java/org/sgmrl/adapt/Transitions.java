package org.sgmrl.adapt;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.rollout.TrajectoryBatch;

/// What happened while a policy acted: steps (observation, action, reward) in episodes, to adapt on. Made by
/// [TrainedPolicy#newTransitions] for that policy, which alone adapts on them: an inner step is on-policy.
///
/// The room doubles as it fills, up to [#MOST_STEPS] steps, and stays after [#clear]. A refused call changes nothing.
///
/// An episode ends where the environment ended it (`terminated`) or somebody else did (`truncated`), at the latest after
/// the horizon. Adaptation makes no difference between the two, because training makes none: nothing is expected
/// to follow the last step.
///
/// Of one thread at a time: a call that meets another fails with a [ConcurrentModificationException]. Threads that
/// collect for one policy each fill their own and [append][#append(Transitions)] them.
public final class Transitions {
    /// The most steps that fit.
    public static final int MOST_STEPS = 50_000_000;

    private static final int FIRST_ROOM = 64;

    private final TrainedPolicy policy;
    private final int observationSize;
    private final int actionSize;
    private final int horizon;
    private final int mostSteps;
    private final AtomicBoolean inUse = new AtomicBoolean();
    private double[] observations;
    private double[] actions;
    private double[] rewards;
    private int[] lengths;
    private int steps;
    private int episodes;
    /// Steps of the episode that has not ended.
    private int open;

    Transitions(TrainedPolicy policy) {
        this.policy = policy;
        this.observationSize = policy.policy().observationSize();
        this.actionSize = policy.actionSpace().size();
        this.horizon = policy.settings().horizon();
        this.mostSteps = Math.min(MOST_STEPS, (Integer.MAX_VALUE - 8) / Math.max(observationSize, actionSize));
        this.observations = new double[FIRST_ROOM * observationSize];
        this.actions = new double[FIRST_ROOM * actionSize];
        this.rewards = new double[FIRST_ROOM];
        this.lengths = new int[FIRST_ROOM];
    }

    /// Appends a step of the policy's [Actor]: exactly what it decided.
    ///
    /// @param decision observation and sampled action
    /// @param reward what the environment paid for it
    /// @param terminated whether the environment ended the episode with this step
    /// @param truncated whether the episode ends here for another reason, such as a limit of time
    /// @throws IllegalArgumentException if the decision was not sampled, was another policy's or was appended before, or
    ///     the reward is not finite
    /// @throws IllegalStateException if the decision is empty, the episode has as many steps as the horizon allows, or
    ///     there is no room
    public void append(Decision decision, double reward, boolean terminated, boolean truncated) {
        Arguments.given("decision", decision);
        if (!policy.hasParametersOf(decision.policy())) {
            throw new IllegalArgumentException("decision is of " + decision.policy() + ", and must be of " + policy
                    + ": a step is for the policy that acted; begin new transitions with its newTransitions()");
        }
        if (!decision.sampled()) {
            throw new IllegalArgumentException("decision is the most likely action (Actor.mode), and must be sampled"
                    + " (Actor.act): only sampled actions say which to prefer");
        }
        if (decision.appended()) {
            throw new IllegalArgumentException(
                    "decision was appended before, and must be new; let the actor act for each step");
        }
        enter();
        try {
            requireRoom(reward);
            add(decision.observation, decision.policyAction, reward, terminated || truncated);
            decision.setAppended();
        } finally {
            leave();
        }
    }

    /// Appends a step whose action is known in the policy's units, such as one that another process logged by
    /// [Decision#policyAction]: as exact as a decision. The caller answers for the policy that acted.
    ///
    /// @param observation `[observationSize]`; copied
    /// @param policyAction `[actionSize]` in the policy's units, not clipped; of discrete actions the index; copied
    /// @param reward what the environment paid for it
    /// @param terminated whether the environment ended the episode with this step
    /// @param truncated whether the episode ends here for another reason, such as a limit of time
    /// @throws IllegalArgumentException if a length or a number is wrong
    /// @throws IllegalStateException if the episode has as many steps as the horizon allows, or there is no room
    public void appendPolicyAction(
            double[] observation, double[] policyAction, double reward, boolean terminated, boolean truncated) {
        Arguments.given("observation", observation);
        requireLength("policyAction", policyAction);
        policy.requireObservation(observation);
        for (int i = 0; i < actionSize; i++) {
            requireAction("policyAction", i, policyAction[i], false);
        }
        enter();
        try {
            requireRoom(reward);
            add(observation, policyAction, reward, terminated || truncated);
        } finally {
            leave();
        }
    }

    /// Appends a step whose action is known in the environment's units only. Discrete actions lose nothing. In a box the
    /// policy's action is computed back, with an error of rounding; and of an action that was clipped, the bound
    /// stands for what lay beyond it, which the policy did not draw: the step is then biased. Where the actor is at
    /// hand, [#append(Decision, double, boolean, boolean)] costs nothing of this. The caller answers for the policy that
    /// acted.
    ///
    /// @param observation `[observationSize]`; copied
    /// @param action `[actionSize]` in the environment's units, within the bounds; of discrete actions the index
    /// @param reward what the environment paid for it
    /// @param terminated whether the environment ended the episode with this step
    /// @param truncated whether the episode ends here for another reason, such as a limit of time
    /// @throws IllegalArgumentException if a length or a number is wrong
    /// @throws IllegalStateException if the episode has as many steps as the horizon allows, or there is no room
    public void appendEnvironmentAction(
            double[] observation, double[] action, double reward, boolean terminated, boolean truncated) {
        Arguments.given("observation", observation);
        requireLength("action", action);
        policy.requireObservation(observation);
        double[] policyAction = new double[actionSize];
        for (int i = 0; i < actionSize; i++) {
            requireAction("action", i, action[i], true);
            policyAction[i] = policy.actionMap().toPolicy(i, action[i]);
        }
        enter();
        try {
            requireRoom(reward);
            add(observation, policyAction, reward, terminated || truncated);
        } finally {
            leave();
        }
    }

    /// Appends the episodes of others, in their order. They stay as they are.
    ///
    /// @param others of the same policy, their last episode ended; not this
    /// @throws IllegalArgumentException if they are of another policy
    /// @throws IllegalStateException if an episode has not ended, here or there, or there is no room
    public void append(Transitions others) {
        Arguments.given("others", others);
        if (others == this) {
            throw new IllegalArgumentException("others are these transitions themselves, and must be different ones");
        }
        if (!policy.hasParametersOf(others.policy)) {
            throw new IllegalArgumentException("others are of " + others.policy + ", and must be of " + policy);
        }
        enter();
        try {
            requireEnded();
            others.enter();
            try {
                others.requireEnded();
                addAll(others);
            } finally {
                others.leave();
            }
        } finally {
            leave();
        }
    }

    /// Ends the episode after the step that was appended last, where it was not known before that no other follows.
    ///
    /// @throws IllegalStateException if no episode has begun
    public void endEpisode() {
        enter();
        try {
            if (open == 0) {
                throw new IllegalStateException("episode has 0 steps, and must have at least 1 to end; append one");
            }
            end();
        } finally {
            leave();
        }
    }

    /// Drops the steps of the episode that has not ended; without one, nothing.
    public void discardEpisode() {
        enter();
        try {
            steps -= open;
            open = 0;
        } finally {
            leave();
        }
    }

    /// Drops all steps and keeps the room.
    public void clear() {
        enter();
        try {
            steps = 0;
            episodes = 0;
            open = 0;
        } finally {
            leave();
        }
    }

    /// Who acted, and adapts.
    ///
    /// @return the policy that these were made for
    public TrainedPolicy policy() {
        return policy;
    }

    /// Number of steps, those of an episode that has not ended included.
    ///
    /// @return the number
    public int steps() {
        return steps;
    }

    /// Number of episodes that have ended.
    ///
    /// @return the number
    public int episodes() {
        return episodes;
    }

    /// Steps of the episode that has not ended.
    ///
    /// @return the number, 0 between episodes
    public int openSteps() {
        return open;
    }

    /// Mean over the episodes that have ended of the sum of their rewards.
    ///
    /// @return the mean return; NaN without an episode
    public double meanReturn() {
        enter();
        try {
            double sum = 0;
            int end = 0;
            for (int i = 0; i < episodes; i++) {
                end += lengths[i];
                // From the end, as a batch of training adds them.
                double value = 0;
                for (int n = end - 1; n >= end - lengths[i]; n--) {
                    value += rewards[n];
                }
                sum += value;
            }
            return sum / episodes;
        } finally {
            leave();
        }
    }

    /// A copy for one step of adaptation.
    ///
    /// @throws IllegalStateException if there is no episode, or one has not ended
    TrajectoryBatch toBatch() {
        enter();
        try {
            if (steps == 0) {
                throw new IllegalStateException("transitions have 0 episodes, and must have at least 1 to adapt on");
            }
            requireEnded();
            return TrajectoryBatch.of(
                    horizon,
                    Arrays.copyOf(lengths, episodes),
                    observationSize,
                    observations,
                    actionSize,
                    actions,
                    rewards);
        } finally {
            leave();
        }
    }

    private void add(double[] observation, double[] policyAction, double reward, boolean last) {
        reserve(steps + 1);
        System.arraycopy(observation, 0, observations, steps * observationSize, observationSize);
        System.arraycopy(policyAction, 0, actions, steps * actionSize, actionSize);
        rewards[steps] = reward;
        steps++;
        open++;
        if (last) {
            end();
        }
    }

    private void addAll(Transitions others) {
        if (others.steps > mostSteps - steps) {
            throw noRoom(others.steps);
        }
        reserve(steps + others.steps);
        System.arraycopy(others.observations, 0, observations, steps * observationSize, others.steps * observationSize);
        System.arraycopy(others.actions, 0, actions, steps * actionSize, others.steps * actionSize);
        System.arraycopy(others.rewards, 0, rewards, steps, others.steps);
        steps += others.steps;
        for (int i = 0; i < others.episodes; i++) {
            open = others.lengths[i];
            end();
        }
    }

    private void end() {
        if (episodes == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * episodes);
        }
        lengths[episodes] = open;
        episodes++;
        open = 0;
    }

    private void reserve(int needed) {
        if (needed > rewards.length) {
            int room = (int) Math.min(mostSteps, Math.max(needed, 2L * rewards.length));
            double[] roomierObservations = Arrays.copyOf(observations, room * observationSize);
            double[] roomierActions = Arrays.copyOf(actions, room * actionSize);
            rewards = Arrays.copyOf(rewards, room);
            observations = roomierObservations;
            actions = roomierActions;
        }
    }

    private void requireRoom(double reward) {
        if (!Double.isFinite(reward)) {
            throw new IllegalArgumentException("reward = " + reward + " must be a finite number");
        }
        if (open == horizon) {
            throw new IllegalStateException("episode has " + open + " steps, and must have at most horizon = " + horizon
                    + ", as in training; end it with its step " + horizon + " (truncated = true) or by endEpisode()");
        }
        if (steps == mostSteps) {
            throw noRoom(1);
        }
    }

    private IllegalStateException noRoom(int more) {
        return new IllegalStateException("steps = " + (steps + (long) more) + " must be at most " + mostSteps
                + "; adapt on those that are here, and clear()");
    }

    private void requireEnded() {
        if (open > 0) {
            throw new IllegalStateException("the last episode has " + open
                    + " steps and must have ended; end it by endEpisode() or drop it by discardEpisode()");
        }
    }

    private void requireLength(String name, double[] action) {
        Arguments.given(name, action);
        if (action.length != actionSize) {
            throw new IllegalArgumentException(name + ".length = " + action.length + " must be " + actionSize);
        }
    }

    private void requireAction(String name, int component, double value, boolean bounded) {
        switch (policy.actionSpace()) {
            case ActionSpace.Discrete discrete -> {
                if (!(value >= 0 && value < discrete.count() && value == Math.rint(value))) {
                    throw new IllegalArgumentException(name + "[" + component + "] = " + value
                            + " must be a whole number in [0, " + (discrete.count() - 1) + "], the index of an action");
                }
            }
            case ActionSpace.Box box -> {
                if (bounded && !(value >= box.low(component) && value <= box.high(component))) {
                    throw new IllegalArgumentException(name + "[" + component + "] = " + value + " must be in ["
                            + box.low(component) + ", " + box.high(component) + "], the environment's bounds");
                }
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            name + "[" + component + "] = " + value + " must be a finite number");
                }
            }
        }
    }

    private void enter() {
        if (!inUse.compareAndSet(false, true)) {
            throw new ConcurrentModificationException("transitions are in use by another thread, and must be of one"
                    + " thread at a time; let each thread fill its own");
        }
    }

    private void leave() {
        inUse.set(false);
    }
}
