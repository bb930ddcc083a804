package org.sgmrl.cli.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sgmrl.run.training.Progress;
import org.sgmrl.training.IterationReport;
import org.sgmrl.training.MetaTrainer;

/// Tells how training goes: a bar in a terminal, otherwise a line every few seconds.
final class TerminalProgress {
    private TerminalProgress() {}

    /// Progress to a terminal if there is one.
    static Progress of(String what, int iterations, PrintWriter err) {
        return terminal() && !(err instanceof NamedOutput) ? new Bar(iterations) : new Lines(what, iterations, err);
    }

    /// Whether there is a terminal.
    @SuppressWarnings("SystemConsoleNull") // its documentation still allows null
    static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}

/// Means over the last iterations, which say more than one noisy iteration.
final class Recent {
    private static final double KEEP = 0.9;

    private double pre = Double.NaN;
    private double post = Double.NaN;
    private double seconds = Double.NaN;
    private double steps = Double.NaN;
    private long lastSteps = -1;

    void add(IterationReport report) {
        pre = smooth(pre, report.preReturn());
        post = smooth(post, report.postReturn());
        // The first iteration is mostly the JVM's warm-up.
        if (lastSteps >= 0) {
            seconds = smooth(seconds, report.seconds());
            steps = smooth(steps, (double) (report.envSteps() - lastSteps));
        }
        lastSteps = report.envSteps();
    }

    /// For a line of its own.
    String text() {
        String speed = Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "; %,.0f steps/s", steps / seconds);
        return String.format(Locale.ROOT, "return %.1f → %.1f%s", pre, post, speed);
    }

    /// For a line that has a bar as well.
    String brief() {
        double rate = steps / seconds;
        String speed = Double.isNaN(rate)
                ? ""
                : String.format(
                        Locale.ROOT,
                        rate < 1e4 ? ", %,.0f steps/s" : ", %,.0fk steps/s",
                        rate < 1e4 ? rate : rate / 1000);
        return String.format(Locale.ROOT, "%.1f → %.1f%s", pre, post, speed);
    }

    private static double smooth(double old, double value) {
        if (!Double.isFinite(value)) {
            return old;
        }
        return Double.isNaN(old) ? value : KEEP * old + (1 - KEEP) * value;
    }
}

/// A bar, redrawn in place. Its line says no more than what leaves room for it in the narrowest terminal.
final class Bar implements Progress {
    private final Recent recent = new Recent();
    private final ProgressBar bar;

    Bar(int iterations) {
        bar = new ProgressBarBuilder()
                .setInitialMax(iterations)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .build();
    }

    @Override
    public void startAt(int iteration) {
        bar.stepTo(iteration);
    }

    @Override
    public void onIteration(IterationReport report, MetaTrainer<?> trainer) {
        recent.add(report);
        bar.setExtraMessage(recent.brief());
        bar.stepTo(report.iteration());
    }

    @Override
    public void close() {
        bar.close();
    }
}

/// A line every few seconds, for logs.
final class Lines implements Progress {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Recent recent = new Recent();
    private final String what;
    private final int iterations;
    private final PrintWriter err;
    private final long start = System.nanoTime();
    private int first;
    private long last = start;

    Lines(String what, int iterations, PrintWriter err) {
        this.what = what;
        this.iterations = iterations;
        this.err = err;
    }

    @Override
    public void startAt(int iteration) {
        first = iteration;
    }

    @Override
    public void onIteration(IterationReport report, MetaTrainer<?> trainer) {
        recent.add(report);
        long now = System.nanoTime();
        boolean done = report.iteration() == iterations;
        if (now - last >= INTERVAL_NANOS || done) {
            last = now;
            double perIteration = (now - start) * 1e-9 / (report.iteration() - first);
            err.println(String.format(
                    Locale.ROOT,
                    "%s %d/%d, %s%s",
                    what,
                    report.iteration(),
                    iterations,
                    recent.text(),
                    done
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "; about %.0f s left",
                                    perIteration * (iterations - report.iteration()))));
        }
    }
}
