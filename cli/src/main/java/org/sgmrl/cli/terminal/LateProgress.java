package org.sgmrl.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import org.sgmrl.oracle.OracleProgress;

/// Tells how a computation goes, but only if it takes more than two seconds: then a line every two seconds.
public final class LateProgress implements OracleProgress {
    private static final long INTERVAL_NANOS = 2_000_000_000L;

    private final PrintWriter err;
    private long last = System.nanoTime();
    private String phase = "";
    private long phaseStart = last;

    /// Nothing is told yet.
    ///
    /// @param err where lines go
    public LateProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void advanced(String what, long done, long total) {
        long now = System.nanoTime();
        if (!what.equals(phase)) {
            phase = what;
            phaseStart = Math.max(last, now - INTERVAL_NANOS);
        }
        if (now - last < INTERVAL_NANOS) {
            return;
        }
        last = now;
        double left = (now - phaseStart) * 1e-9 / Math.max(1, done) * (total - done);
        err.println(String.format(
                Locale.ROOT,
                "%s: %d/%d%s",
                what,
                done,
                total,
                done < total ? String.format(Locale.ROOT, ", about %.0f s left", left) : ""));
    }
}
