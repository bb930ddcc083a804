package org.sgmrl.testing;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How long to wait for the compiler: by the processor time of this process, as a machine with other work compiles later by the
/// clock.
public final class ProcessorTime {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long end;

    /// Begins now.
    ///
    /// @param seconds of processor time that there are
    public ProcessorTime(int seconds) {
        this.end = SYSTEM.getProcessCpuTime() + seconds * 1_000_000_000L;
    }

    /// Whether there is some left.
    ///
    /// @return whether the seconds are not used up
    public boolean isLeft() {
        return SYSTEM.getProcessCpuTime() < end;
    }
}
