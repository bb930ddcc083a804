package org.sgmrl.report.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What a browser sends as `Host` for an address that this server names.
final class HostsTest {
    @Test
    void theDefaultPortIsLeftAwayByBrowsers() {
        assertThat(WatchServer.hosts(80)).contains("127.0.0.1", "localhost", "127.0.0.1:80", "localhost:80");
    }

    @Test
    void otherPortsAreNamed() {
        assertThat(WatchServer.hosts(8080)).containsExactly("127.0.0.1:8080", "localhost:8080");
    }
}
