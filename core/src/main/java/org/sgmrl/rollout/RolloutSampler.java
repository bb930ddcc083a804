package org.sgmrl.rollout;

import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.DecisionMemory;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamPurpose;

/// Samples batches of trajectories, all of a batch in lockstep, in the thread that asks. Owned by one worker; allocates
/// nothing while sampling.
///
/// @param <T> type of the task
public final class RolloutSampler<T> implements BatchSampler<T> {
    /// A policy's action of ±10 is the environment's bound: a policy standard deviation of 1 is a tenth of
    /// half the range.
    public static final double POLICY_ACTION_RANGE = 10;

    private final BatchedEnvironment<T> environment;
    private final ActionMap actionMap;
    private final int observationSize;
    private final int actionSize;

    private final RandomStream[] environmentStreams;
    private final RandomStream actionStream = new RandomStream();
    private final double[] noise;
    private final double[] observations;
    private final double[] stepNoise;
    private final double[] policyActions;
    private final double[] environmentActions;
    private final double[] rewards;
    private final boolean[] terminated;
    private final int[] active;
    private final int[] batchRows;
    private final int[] lengths;
    private boolean closed;

    /// A sampler for one worker.
    ///
    /// @param metaEnvironment where to sample
    /// @param noiseSize random numbers that one action of the policy consumes
    /// @param maxTrajectories most trajectories of a batch
    /// @param horizon most steps of a trajectory
    public RolloutSampler(MetaEnvironment<T> metaEnvironment, int noiseSize, int maxTrajectories, int horizon) {
        ActionSpace space = metaEnvironment.spec().actionSpace();
        this.actionMap = new ActionMap(space);
        this.observationSize = metaEnvironment.spec().observationSize();
        this.actionSize = space.size();
        this.environmentStreams = new RandomStream[maxTrajectories];
        for (int i = 0; i < maxTrajectories; i++) {
            environmentStreams[i] = new RandomStream();
        }
        this.noise = new double[Math.multiplyExact(Math.multiplyExact(maxTrajectories, horizon), noiseSize)];
        this.observations = new double[maxTrajectories * observationSize];
        this.stepNoise = new double[maxTrajectories * noiseSize];
        this.policyActions = new double[maxTrajectories * actionSize];
        this.environmentActions = new double[maxTrajectories * actionSize];
        this.rewards = new double[maxTrajectories];
        this.terminated = new boolean[maxTrajectories];
        this.active = new int[maxTrajectories];
        this.batchRows = new int[maxTrajectories];
        this.lengths = new int[maxTrajectories];
        // Last: what holds nothing but memory need not be closed.
        this.environment = metaEnvironment.create(maxTrajectories);
    }

    /// Samples `trajectories` trajectories of one task with the policy's current parameters.
    ///
    /// @param task the task
    /// @param policy evaluator whose parameters are set
    /// @param key names the randomness
    /// @param phase number of the batch within the task; batches of different phases are independent
    /// @param trajectories how many, at most the capacity of this sampler and of the batch
    /// @param out receives the batch; its horizon is the number of steps, at most this sampler's;
    ///     overwritten
    public void sample(
            T task, PolicyEvaluator policy, RolloutKey key, int phase, int trajectories, TrajectoryBatch out) {
        sample(task, policy, key, phase, 0, trajectories, out);
    }

    /// Samples some of the trajectories of a batch: with the same policy the same ones, with another policy what the
    /// same random numbers make of it.
    ///
    /// @param task the task
    /// @param policy evaluator whose parameters are set
    /// @param key names the randomness
    /// @param phase number of the batch within the task
    /// @param first number of the first trajectory in the batch
    /// @param trajectories how many, at most the capacity of this sampler and of `out`
    /// @param out receives them, from 0 on; overwritten
    public void sample(
            T task,
            PolicyEvaluator policy,
            RolloutKey key,
            int phase,
            int first,
            int trajectories,
            TrajectoryBatch out) {
        requireRoom(lengths.length, trajectories, out);
        DecisionMemory memory = out.decisions().memory();
        if (memory != null) {
            memory.begin();
        }
        int diverged = roll(task, policy, key, phase, first, trajectories, 0, lengths, memory, out);
        out.compact(trajectories, lengths, diverged, memory);
    }

    @Override
    public void sample(
            double[] theta,
            PolicyEvaluator policy,
            T task,
            RolloutKey key,
            int phase,
            int first,
            int trajectories,
            TrajectoryBatch out) {
        sample(task, policy, key, phase, first, trajectories, out);
    }

    static void requireRoom(int capacity, int trajectories, TrajectoryBatch out) {
        if (trajectories < 1 || trajectories > Math.min(capacity, out.maxTrajectories())) {
            throw new IllegalArgumentException("trajectories = " + trajectories + " must be in [1, "
                    + Math.min(capacity, out.maxTrajectories()) + "], what sampler and batch have room for");
        }
    }

    /// Rolls out trajectories that others may fill up to a batch, each to its place there.
    ///
    /// @param first number of the first of them, which names its randomness
    /// @param count how many, at most the capacity of this sampler
    /// @param place of the first of them in the batch
    /// @param ofBatch receives their lengths, from `place` on
    /// @param memory of the batch, which has begun; null for none
    /// @param out receives rows at `i * horizon + h` for i from `place` on, still to be compacted
    /// @return how many of them broke down
    int roll(
            T task,
            PolicyEvaluator policy,
            RolloutKey key,
            int phase,
            int first,
            int count,
            int place,
            int[] ofBatch,
            @Nullable DecisionMemory memory,
            TrajectoryBatch out) {
        if (closed) {
            throw new IllegalStateException("the sampler is closed: make a new one");
        }
        int horizon = out.horizon();
        int noiseSize = policy.noiseSize();
        if ((long) count * horizon * noiseSize > noise.length) {
            throw new IllegalArgumentException("horizon = " + horizon + " of the batch, with " + count
                    + " trajectories, must not exceed what the sampler has room for; create the sampler with the"
                    + " longest horizon");
        }
        for (int i = 0; i < count; i++) {
            environmentStreams[i].rekey(
                    key.seed(), key.domain(), key.iteration(), key.task(), phase, first + i, StreamPurpose.ENVIRONMENT);
            actionStream.rekey(
                    key.seed(), key.domain(), key.iteration(), key.task(), phase, first + i, StreamPurpose.ACTION);
            policy.drawNoise(actionStream, horizon, noise, i * horizon * noiseSize);
            active[i] = i;
            ofBatch[place + i] = horizon;
        }
        environment.reset(task, environmentStreams, count, observations);
        double[] batchObservations = out.decisions().observations();
        double[] batchActions = out.decisions().actions();
        double[] batchRewards = out.rewards();
        int going = count;
        int diverged = 0;
        for (int h = 0; h < horizon && going > 0; h++) {
            for (int k = 0; k < going; k++) {
                int row = (place + active[k]) * horizon + h;
                copy(observations, k * observationSize, batchObservations, row * observationSize, observationSize);
                copy(noise, (active[k] * horizon + h) * noiseSize, stepNoise, k * noiseSize, noiseSize);
                batchRows[k] = row;
            }
            if (memory == null) {
                policy.act(going, observations, stepNoise, policyActions);
            } else {
                policy.act(going, observations, stepNoise, policyActions, memory, batchRows);
            }
            actionMap.map(going, policyActions, environmentActions);
            environment.step(active, going, environmentActions, observations, rewards, terminated);
            int running = 0;
            for (int k = 0; k < going; k++) {
                int row = batchRows[k];
                copy(policyActions, k * actionSize, batchActions, row * actionSize, actionSize);
                batchRewards[row] = rewards[k];
                if (terminated[k]) {
                    ofBatch[place + active[k]] = h + 1;
                    diverged += environment.diverged(active[k]) ? 1 : 0;
                } else {
                    if (running != k) {
                        active[running] = active[k];
                        copy(
                                observations,
                                k * observationSize,
                                observations,
                                running * observationSize,
                                observationSize);
                    }
                    running++;
                }
            }
            going = running;
        }
        return diverged;
    }

    @Override
    public void close() {
        closed = true;
        environment.close();
    }

    /// A loop: rows are a few numbers, too few for a call of System.arraycopy to pay.
    private static void copy(double[] from, int fromIndex, double[] to, int toIndex, int count) {
        for (int j = 0; j < count; j++) {
            to[toIndex + j] = from[fromIndex + j];
        }
    }
}
