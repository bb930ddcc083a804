package org.sgmrl.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private final AtomicLong seconds = new AtomicLong(Long.MAX_VALUE / 1_000_000_000 - 3); // the clock may overflow
    private final Pace pace = new Pace(() -> TimeUnit.SECONDS.toNanos(1) * seconds.get());
    private final AtomicInteger times = new AtomicInteger();

    private void after(long wait, long work) throws IOException {
        seconds.addAndGet(wait);
        pace.now(() -> {
            times.incrementAndGet();
            seconds.addAndGet(work);
        });
    }

    @Test
    void workRestsTwentyTimesAsLongAsItTookAndFiveSecondsAtLeast() throws IOException {
        after(0, 0);
        assertThat(times).hasValue(1);
        after(4, 0);
        assertThat(times).hasValue(1);
        after(1, 2);
        assertThat(times).hasValue(2);
        after(39, 0);
        assertThat(times).hasValue(2);
        after(1, 0);
        assertThat(times).hasValue(3);
    }
}
