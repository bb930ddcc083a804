package org.sgmrl.rollout;

import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Closing;
import org.sgmrl.policy.DecisionMemory;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.worker.Workers;

/// Samples the trajectories of a batch in several threads, as even runs of trajectories, each in lockstep. Every thread has an
/// evaluator and an environment of its own and writes its rows where they belong, so that nothing is copied. The thread that
/// asks waits.
///
/// @param <T> type of the task
public final class SplitSampler<T> implements BatchSampler<T> {
    private final Workers<Member<T>> members;
    private final IntConsumer pieces;
    private final int[] lengths;
    private final int[] diverged;
    private @Nullable Batch<T> batch;

    /// What a thread works with.
    private record Member<T>(PolicyEvaluator evaluator, RolloutSampler<T> sampler) implements AutoCloseable {
        @Override
        public void close() {
            sampler.close();
        }
    }

    /// What is sampled.
    ///
    /// @param memory in which all may remember at once; null for none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Batch<T>(
            double[] theta,
            T task,
            RolloutKey key,
            int phase,
            int first,
            int trajectories,
            int pieces,
            @Nullable DecisionMemory memory,
            TrajectoryBatch out) {
        /// First trajectory of a piece.
        int start(int piece) {
            return (int) ((long) piece * trajectories / pieces);
        }
    }

    /// A sampler with its own threads.
    ///
    /// @param environment where to sample
    /// @param policy the policy to act
    /// @param threads how many, at least 1; more than trajectories have nothing to do
    /// @param noiseSize random numbers that one action of the policy consumes
    /// @param maxTrajectories most trajectories of a batch
    /// @param horizon most steps of a trajectory
    public SplitSampler(
            MetaEnvironment<T> environment,
            Policy policy,
            int threads,
            int noiseSize,
            int maxTrajectories,
            int horizon) {
        this.lengths = new int[maxTrajectories];
        this.diverged = new int[maxTrajectories];
        try (Closing opened = new Closing()) {
            this.members = opened.add(new Workers<>(threads, () -> {
                PolicyEvaluator evaluator = policy.newEvaluator();
                int most = Math.ceilDiv(maxTrajectories, threads);
                return new Member<>(evaluator, new RolloutSampler<>(environment, noiseSize, most, horizon));
            }));
            this.pieces = members.repeatedly(this::roll);
            opened.keep();
        }
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
        RolloutSampler.requireRoom(lengths.length, trajectories, out);
        DecisionMemory memory = out.decisions().memory();
        if (memory != null) {
            memory.begin();
        }
        DecisionMemory shared = memory != null && memory.takesFromMany() ? memory : null;
        int parts = Math.min(members.count(), trajectories);
        batch = new Batch<>(theta, task, key, phase, first, trajectories, parts, shared, out);
        pieces.accept(parts);
        int broken = 0;
        for (int i = 0; i < parts; i++) {
            broken += diverged[i];
        }
        out.compact(trajectories, lengths, broken, shared);
    }

    private void roll(Member<T> member, int piece) {
        Batch<T> whole = Objects.requireNonNull(batch);
        member.evaluator.setParameters(whole.theta);
        int start = whole.start(piece);
        diverged[piece] = member.sampler.roll(
                whole.task,
                member.evaluator,
                whole.key,
                whole.phase,
                whole.first + start,
                whole.start(piece + 1) - start,
                start,
                lengths,
                whole.memory,
                whole.out);
    }

    @Override
    public void close() {
        members.close();
    }
}
