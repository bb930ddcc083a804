package org.sgmrl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkerPoolTest {
    @Test
    void everyPieceIsDoneOnceByAWorkerOfItsNumber() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int pieces : new int[] {0, 1, 2, 3, 100, 1}) {
                AtomicIntegerArray done = new AtomicIntegerArray(100);
                pool.forEach(pieces, (worker, index) -> {
                    assertThat(Thread.currentThread().getName()).isEqualTo("sgmrl-worker-" + worker);
                    done.incrementAndGet(index);
                });
                for (int i = 0; i < 100; i++) {
                    assertThat(done.get(i)).isEqualTo(i < pieces ? 1 : 0);
                }
            }
        }
    }

    @Test
    void workThatIsMadeReadyOnceRunsManyRounds() {
        AtomicIntegerArray done = new AtomicIntegerArray(4);
        try (Workers<AutoCloseable> workers = new Workers<>(2, () -> () -> {})) {
            IntConsumer rounds = workers.repeatedly((_, index) -> done.incrementAndGet(index));
            rounds.accept(4);
            rounds.accept(2);
            rounds.accept(0);
        }
        assertThat(done).hasToString("[2, 2, 1, 1]");
    }

    @Test
    void workersWorkAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        try (WorkerPool pool = new WorkerPool(2)) {
            pool.forEach(2, (worker, index) -> {
                both.countDown();
                await(both);
            });
        }
        assertThat(both.getCount()).isZero();
    }

    @Test
    void aFailureIsThrownAfterAllWorkersHaveStoppedAndThePoolStaysUsable() {
        try (WorkerPool pool = new WorkerPool(2)) {
            AtomicIntegerArray done = new AtomicIntegerArray(1000);
            assertThatThrownBy(() -> pool.forEach(1000, (worker, index) -> {
                        if (index == 10) {
                            throw new IllegalStateException("piece " + index);
                        }
                        if (index > 10) {
                            pause(); // the other worker, until the failure is known: 989 pauses are enough
                        }
                        done.incrementAndGet(index);
                    }))
                    .hasMessage("piece 10");
            assertThat(done.get(999)).as("no further piece is begun").isZero();
            pool.forEach(1000, (worker, index) -> done.set(index, 7));
            assertThat(done.get(999)).isEqualTo(7);
        }
    }

    @Test
    void anInterruptIsPassedOnAfterTheWorkIsDone() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        boolean[] interrupted = new boolean[1];
        try (WorkerPool pool = new WorkerPool(2)) {
            Thread caller = Thread.ofPlatform().start(() -> {
                pool.forEach(1, (worker, index) -> {
                    begun.countDown();
                    await(end);
                });
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            await(begun);
            caller.interrupt();
            end.countDown();
            caller.join();
        }
        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void closingDuringWorkLetsTheWorkEnd() throws InterruptedException {
        for (int repeat = 0; repeat < 200; repeat++) {
            WorkerPool pool = new WorkerPool(3);
            AtomicIntegerArray done = new AtomicIntegerArray(3);
            CountDownLatch begun = new CountDownLatch(1);
            Thread caller = Thread.ofPlatform()
                    .start(() -> pool.forEach(3, (worker, index) -> {
                        begun.countDown();
                        done.incrementAndGet(index);
                    }));
            await(begun);
            pool.close();
            caller.join();
            assertThat(done.get(0) + done.get(1) + done.get(2)).isEqualTo(3);
        }
    }

    @Test
    void aClosedPoolRefusesWork() {
        WorkerPool pool = new WorkerPool(1);
        pool.close();
        assertThatThrownBy(() -> pool.forEach(1, (worker, index) -> {})).hasMessageContaining("closed");
        assertThatThrownBy(() -> new WorkerPool(0)).hasMessageContaining("threads = 0");
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
