package org.sgmrl.adapt;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.sgmrl.policy.PolicyEvaluator;

/// Evaluators of one policy for any number of threads, each lent to one thread for the time of one action.
///
/// There are as many as threads have ever acted in the same instant, at most twice the processors. Evaluators that
/// belong to threads would be one for each thread and policy, for as long as the thread lives: too many where each user
/// has an adapted policy, or each request a virtual thread. A thread begins to look at a place of its own, so that
/// threads seldom meet, and finds nothing to wait for until more of them act at once than there are evaluators; then
/// it pauses, as none is held for longer than an action takes.
final class EvaluatorPool {
    /// Flags are so many apart that no two share a cache line.
    private static final int STRIDE = 16;

    /// In nanoseconds.
    private static final long ABOUT_ONE_ACTION = 1000;

    /// An evaluator with the noise of one action.
    static final class Lent {
        final PolicyEvaluator evaluator;
        final double[] noise;
        private final int flag;

        Lent(PolicyEvaluator evaluator, int flag) {
            this.evaluator = evaluator;
            this.noise = new double[evaluator.noiseSize()];
            this.flag = flag;
        }
    }

    private final Supplier<PolicyEvaluator> maker;
    private final AtomicReferenceArray<Lent> made;
    /// 1 where an evaluator is lent.
    private final AtomicIntegerArray flags;

    /// @param maker makes evaluators that hold the policy's parameters
    EvaluatorPool(Supplier<PolicyEvaluator> maker) {
        this.maker = maker;
        int places = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        this.made = new AtomicReferenceArray<>(places);
        this.flags = new AtomicIntegerArray(places * STRIDE);
    }

    /// Takes an evaluator, to be given back by [#release].
    Lent acquire() {
        int mask = made.length() - 1;
        int home = (int) Thread.currentThread().threadId() & mask;
        while (true) {
            int empty = -1;
            for (int i = 0; i <= mask; i++) {
                int place = home + i & mask;
                Lent lent = made.get(place);
                if (lent == null) {
                    empty = empty < 0 ? place : empty;
                } else if (lock(lent.flag)) {
                    return lent;
                }
            }
            if (empty < 0) {
                LockSupport.parkNanos(ABOUT_ONE_ACTION);
            } else if (lock(empty * STRIDE)) {
                return make(empty);
            }
        }
    }

    private Lent make(int place) {
        Lent lent = made.get(place);
        if (lent != null) {
            return lent;
        }
        try {
            lent = new Lent(maker.get(), place * STRIDE);
            made.set(place, lent);
            return lent;
        } finally {
            if (lent == null) {
                flags.setRelease(place * STRIDE, 0);
            }
        }
    }

    void release(Lent lent) {
        flags.setRelease(lent.flag, 0);
    }

    /// How many evaluators there are.
    int size() {
        int count = 0;
        for (int place = 0; place < made.length(); place++) {
            count += made.get(place) == null ? 0 : 1;
        }
        return count;
    }

    private boolean lock(int flag) {
        return flags.getPlain(flag) == 0 && flags.compareAndSet(flag, 0, 1);
    }
}
