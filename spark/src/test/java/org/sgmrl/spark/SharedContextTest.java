package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/// What is said when Spark does not start.
final class SharedContextTest {
    /// Spark looks its host up when a class of it is initialised: an error, not an exception.
    @Test
    void aHostWhoseNameDoesNotResolveIsToldWhatHelps() {
        Throwable error = new ExceptionInInitializerError(
                new IllegalStateException(new UnknownHostException("box: Name or service not known")));
        assertThat(SharedContext.notStarted("local[2]", error))
                .contains("local[2]", "does not resolve (box: Name or service not known)", "SPARK_LOCAL_IP");
        // Or already when its settings are made, thrown by Scala as it is.
        assertThat(SharedContext.notStarted("local[2]", new UnknownHostException("box: Name or service not known")))
                .contains("local[2]", "does not resolve (box: Name or service not known)", "SPARK_LOCAL_IP");
    }

    @Test
    void otherFailuresKeepTheirReason() {
        assertThat(SharedContext.notStarted("local", new IllegalStateException("busy\nsecond line")))
                .isEqualTo("Spark does not start with master local: busy");
    }
}
