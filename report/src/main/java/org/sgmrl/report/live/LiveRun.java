package org.sgmrl.report.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.folder.MetricsTail;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A run folder as it grows, and the server-sent events that tell of it. One thread reads the folder, whoever
/// watches; a viewer has no queue but a place in the story, so a slow one costs nothing and skips to the present.
///
/// The events: `history` (all curves; beyond 400 points means with the least and the greatest values), `metrics` (a line of `metrics.jsonl` as it
/// is), `reset` (the file was cut back; a history follows), `status` and `picture`.
final class LiveRun implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(150);
    private static final int POLLS_OF_A_LOOK = 6;
    /// Lines that are kept for viewers who come back.
    private static final int RECENT = 1000;
    /// Iterations whose mean duration the speed and the time left are computed from.
    private static final int WINDOW = 20;

    private static final double ARRIVING_SECONDS = 10;

    private record Timing(double seconds, double envSteps) {}

    private final RunFolder folder;
    private final MetricsTail tail;
    private final Thread reader;
    /// Tells this story from one that another server told at the same address.
    private final String era = Long.toHexString(System.nanoTime());

    // Guarded by this.
    private RunCurves curves = new RunCurves();
    private final Deque<String> recent = new ArrayDeque<>();
    private final Deque<Timing> timings = new ArrayDeque<>();
    private int generation;
    private double envSteps;
    private int planned;
    private String status = "{}";
    private int statusVersion;
    private String picture = "";
    private int pictureVersion;
    private int viewers;
    private boolean closed;

    // Only the reader's.
    private @Nullable Object configSeen;
    private boolean held;
    private boolean wasHeld;
    private boolean complete;
    private @Nullable String trouble;
    private long lastArrival;
    private boolean arrived;

    /// Reads what there is, then begins to follow.
    ///
    /// @param planned iterations that the run is to have
    LiveRun(RunFolder folder, int planned) {
        this.folder = folder;
        this.planned = planned;
        this.tail = new MetricsTail(folder.metrics());
        this.reader = Thread.ofPlatform().daemon(true).name("sgmrl-watch").unstarted(this::follow);
        read(true);
        arrived = false;
        tellStatus();
        reader.start();
    }

    private void follow() {
        try {
            for (int i = 1; !isClosed(); i++) {
                Thread.sleep(POLL);
                read(i % POLLS_OF_A_LOOK == 0);
                tellStatus();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void read(boolean look) {
        try {
            follow(tail);
            if (look) {
                look();
            }
            trouble = null;
        } catch (IOException e) {
            trouble = "The run folder cannot be read: " + Errors.reason(e) + ".";
        }
    }

    /// All that is new at once, so that nobody sees a file that was cut back half read.
    private synchronized void follow(MetricsTail file) throws IOException {
        file.poll(new MetricsTail.Receiver() {
            @Override
            public void startAnew() {
                LiveRun.this.startAnew();
            }

            @Override
            public void take(String text, JsonNode line) {
                LiveRun.this.take(text, line);
            }
        });
    }

    private synchronized void startAnew() {
        generation++;
        curves = new RunCurves();
        recent.clear();
        timings.clear();
        envSteps = 0;
        notifyAll();
    }

    private synchronized void take(String text, JsonNode line) {
        curves.add(line);
        recent.addLast(text);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        double steps = line.path("envSteps").asDouble(Double.NaN);
        timings.addLast(new Timing(line.path("timing").path("seconds").asDouble(Double.NaN), steps - envSteps));
        if (timings.size() > WINDOW) {
            timings.removeFirst();
        }
        envSteps = steps;
        lastArrival = System.nanoTime();
        arrived = true;
        notifyAll();
    }

    /// Looks at what changes seldom.
    private void look() throws IOException {
        held = folder.inUse();
        wasHeld |= held;
        complete = Files.exists(folder.policy()) && Files.exists(folder.evaluation());
        BasicFileAttributes file = Files.readAttributes(folder.config(), BasicFileAttributes.class);
        Object seen = List.of(file.lastModifiedTime(), file.size());
        if (!seen.equals(configSeen)) {
            if (configSeen != null) {
                plan();
            }
            configSeen = seen;
        }
    }

    /// A run that goes on may have been given more iterations.
    private void plan() {
        try {
            int iterations = folder.readConfig(GivenSettings.NONE).settings().iterations();
            synchronized (this) {
                planned = iterations;
            }
        } catch (RequestException | RunFailedException e) {
            // The page goes on with what it knows; whoever changed the file is told by the other commands.
        }
    }

    private synchronized void tellStatus() {
        ObjectNode node = Json.object();
        int done = curves.iterations();
        boolean arriving = !wasHeld && arrived && (System.nanoTime() - lastArrival) * 1e-9 < ARRIVING_SECONDS;
        String state;
        String text;
        if (held) {
            state = "running";
            text = done == 0
                    ? "The first iteration is not finished yet."
                    : done < planned
                            ? "The page follows the run."
                            : "Training is done; the policy is being evaluated on held-out tasks.";
        } else if (done >= planned && complete) {
            state = "finished";
            text = "All iterations are done, and the policy is evaluated.";
        } else if (arriving) {
            state = "arriving";
            text = "Iterations arrive, but no process of this machine holds the run.";
        } else if (done == 0) {
            state = "waiting";
            text = "No iteration has been recorded yet, and nothing trains in this folder.";
        } else {
            state = "stopped";
            text = "Stopped after iteration " + done + " of " + planned + "; go on with: sgmrl resume "
                    + OneLine.quoted(folder.path());
        }
        if (tail.damaged()) {
            text += " metrics.jsonl is damaged after iteration " + done + ".";
        }
        if (trouble != null) {
            text += " " + trouble;
        }
        node.put("state", state);
        node.put("text", text);
        node.put("iteration", done);
        node.put("iterations", planned);
        node.put("envSteps", envSteps);
        Json.putNumber(node, "preReturn", curves.lastPre());
        Json.putNumber(node, "postReturn", curves.lastPost());
        double seconds = timings.stream().mapToDouble(Timing::seconds).sum();
        double steps = timings.stream().mapToDouble(Timing::envSteps).sum();
        boolean goingOn = state.equals("running") || state.equals("arriving");
        Json.putNumber(node, "stepsPerSecond", steps / seconds);
        Json.putNumber(
                node,
                "secondsLeft",
                goingOn && done < planned ? (planned - done) * seconds / timings.size() : Double.NaN);
        String told = Json.line(node);
        if (!told.equals(status)) {
            status = told;
            statusVersion++;
            notifyAll();
        }
    }

    /// Iterations that have been recorded.
    synchronized int iterations() {
        return curves.iterations();
    }

    /// Shows all viewers another picture, or why there is none.
    synchronized void show(ObjectNode shown) {
        picture = Json.line(shown);
        pictureVersion++;
        notifyAll();
    }

    /// Waits until somebody watches; false if the run is closed before.
    synchronized boolean awaitViewer() throws InterruptedException {
        while (viewers == 0 && !closed) {
            wait();
        }
        return !closed;
    }

    synchronized int viewers() {
        return viewers;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// Somebody begins to watch.
    ///
    /// @param lastId id of the last event seen earlier, which need not be one of ours
    synchronized Viewer view(@Nullable String lastId) {
        viewers++;
        notifyAll();
        return new Viewer(lastId);
    }

    /// Ends all viewers' waiting, and the reading.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        reader.interrupt();
    }

    private String id() {
        return era + "." + generation + "." + curves.iterations();
    }

    private String history() {
        ObjectNode node = Json.object();
        node.put("iterations", curves.iterations());
        node.put("iterationsPerPoint", curves.iterationsPerPoint());
        numbers(node.putArray("steps"), curves.steps());
        for (Metric metric : Metric.all()) {
            numbers(node.putArray(metric.key()), curves.values(metric));
        }
        if (curves.iterationsPerPoint() > 1) {
            ObjectNode least = node.putObject("least");
            ObjectNode greatest = node.putObject("greatest");
            for (Metric metric : Metric.all()) {
                numbers(least.putArray(metric.key()), curves.least(metric));
                numbers(greatest.putArray(metric.key()), curves.greatest(metric));
            }
        }
        return Json.line(node);
    }

    private static void numbers(ArrayNode array, double[] values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
    }

    /// One viewer's place in the story.
    final class Viewer implements AutoCloseable {
        private int seenGeneration = -1;
        private int seenIterations;
        private int seenStatus = -1;
        private int seenPicture;
        private boolean returned;

        private Viewer(@Nullable String lastId) {
            if (lastId == null || lastId.isEmpty()) {
                return;
            }
            returned = true;
            if (lastId.matches(era + "\\.\\d{1,9}\\.\\d{1,9}")) {
                String[] parts = lastId.split("\\.", -1);
                seenGeneration = Integer.parseInt(parts[1]);
                seenIterations = Integer.parseInt(parts[2]);
            }
        }

        /// Waits for news.
        ///
        /// @return events; a comment if there are none for some time; null at the end
        @Nullable
        String next(Duration patience) throws InterruptedException {
            synchronized (LiveRun.this) {
                long end = System.nanoTime() + patience.toNanos();
                while (!closed && !hasNews()) {
                    long left = (end - System.nanoTime() + 999_999) / 1_000_000;
                    if (left <= 0) {
                        return ": still here\n\n";
                    }
                    LiveRun.this.wait(left);
                }
                return closed ? null : news();
            }
        }

        private boolean hasNews() {
            return seenGeneration != generation
                    || seenIterations != curves.iterations()
                    || seenStatus != statusVersion
                    || seenPicture != pictureVersion;
        }

        private String news() {
            StringBuilder news = new StringBuilder();
            int missed = curves.iterations() - seenIterations;
            if (seenGeneration != generation || missed < 0 || missed > recent.size()) {
                if (returned || seenGeneration >= 0) {
                    event(news, "reset", "{}");
                }
                news.append("id: ").append(id()).append('\n');
                event(news, "history", history());
            } else if (missed > 0) {
                List<String> lines = new ArrayList<>(recent);
                for (String line : lines.subList(lines.size() - missed, lines.size())) {
                    seenIterations++;
                    news.append("id: ").append(era).append('.').append(generation);
                    news.append('.').append(seenIterations).append('\n');
                    event(news, "metrics", line);
                }
            }
            seenGeneration = generation;
            seenIterations = curves.iterations();
            if (seenStatus != statusVersion) {
                event(news, "status", status);
                seenStatus = statusVersion;
            }
            if (seenPicture != pictureVersion) {
                event(news, "picture", picture);
                seenPicture = pictureVersion;
            }
            return news.toString();
        }

        private static void event(StringBuilder news, String name, String data) {
            // A carriage return in a line would end it: JSON has them between tokens at most.
            news.append("event: ").append(name).append("\ndata: ");
            news.append(data.replace('\r', ' ')).append("\n\n");
        }

        @Override
        public void close() {
            synchronized (LiveRun.this) {
                viewers--;
            }
        }
    }
}
