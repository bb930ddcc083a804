package org.sgmrl.run.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.run.failure.Interrupted;

/// Long jobs. The limit of time only ends what would wait for ever.
@Timeout(60)
final class JobsTest {
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();

    /// A job that takes for ever, unless it is interrupted.
    private Integer forEver() throws InterruptedException {
        started.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            ended.set(true);
            throw e;
        }
        return 0;
    }

    static List<Throwable> failures() {
        return List.of(new ArithmeticException("a result is NaN"), new OutOfMemoryError("Java heap space"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsToldAsItIsWithoutWaitingForTheOthers(Throwable failure) {
        Callable<Integer> failing = () -> {
            started.await();
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
        assertThatThrownBy(() -> Jobs.run("test", 2, List.of(this::forEver, failing), _ -> {}))
                .isSameAs(failure);
        assertThat(ended).isTrue();
    }

    @Test
    void anInterruptEndsTheJobs() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Jobs.run("test", 1, List.of(this::forEver), _ -> {}))
                .isInstanceOf(Interrupted.class)
                .hasMessage("--test: interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void resultsAreInTheOrderOfTheJobs() {
        Callable<Integer> last = () -> {
            started.await();
            return 1;
        };
        Callable<Integer> first = () -> {
            started.countDown();
            return 2;
        };
        List<Integer> done = new ArrayList<>();
        assertThat(Jobs.run("test", 2, List.of(last, first), done::add)).containsExactly(1, 2);
        assertThat(done).containsExactly(1, 2);
    }
}
