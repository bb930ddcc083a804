package org.sgmrl.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable named(String name) {
        return () -> closed.add(name);
    }

    private AutoCloseable failing(Exception failure) {
        return () -> {
            closed.add("failing");
            throw failure;
        };
    }

    @Test
    void theLastIsClosedFirst() {
        try (Closing all = new Closing()) {
            all.add(named("first"));
            all.add(named("second"));
        }
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void whatIsKeptStaysOpen() {
        try (Closing all = new Closing()) {
            all.add(named("first"));
            all.keep();
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void aFailureLeavesNothingOpenAndIsThrownWithTheOthers() {
        IOException checked = new IOException("checked");
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        Closing all = new Closing();
        all.add(named("first"));
        all.add(failing(checked));
        all.add(failing(unchecked));
        all.add(named("last"));
        assertThatThrownBy(all::close)
                .isSameAs(unchecked)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(checked));
        assertThat(closed).containsExactly("last", "failing", "failing", "first");
        all.close();
        assertThat(closed).as("closed once").hasSize(4);

        Closing other = new Closing();
        other.add(failing(checked));
        assertThatThrownBy(other::close)
                .isInstanceOf(IllegalStateException.class)
                .hasCause(checked);
    }
}
