package org.sgmrl.report.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Navigation;
import org.sgmrl.policy.Policy;
import org.sgmrl.report.chart.NavigationPaths;
import org.sgmrl.report.chart.PolicyAnimation;
import org.sgmrl.report.page.Page;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.TrainingSnapshot;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Draws what the policy of the newest checkpoint does before and after adaptation, always on the same tasks:
/// one picture at a time, only while somebody watches, and most of the time resting, because the run needs the
/// processor.
final class LivePictures implements AutoCloseable {
    private static final int GOALS = 6;
    private static final int WIDTH = 600;
    private static final int MOST_FRAMES = 60;
    /// Rests so many times as long as it has worked.
    private static final int LAZINESS = 10;

    private static final long LOOK_MILLIS = 1000;
    private static final int TRIALS = 5;
    private static final long TRIAL_PAUSE_MILLIS = 200;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parameters(int iteration, double[] theta) {}

    private final LiveRun run;
    private final RunFolder folder;
    private final RunRequest request;
    private final Checkpoints checkpoints;
    private final Duration rest;
    private final Thread painter;
    private volatile byte[] image = {};
    private int shown = -1;
    private String said = "";

    /// Begins to draw.
    ///
    /// @param rest least time between pictures
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the run goes first where it counts
    LivePictures(LiveRun run, RunFolder folder, RunRequest request, Duration rest) {
        this.run = run;
        this.folder = folder;
        this.request = request;
        this.checkpoints = new Checkpoints(folder.path(), request);
        this.rest = rest;
        this.painter = Thread.ofPlatform()
                .daemon(true)
                .priority(Thread.MIN_PRIORITY)
                .name("sgmrl-pictures")
                .start(this::paint);
    }

    /// The newest animation as GIF; empty if there is none.
    byte[] image() {
        return image;
    }

    @Override
    public void close() {
        painter.interrupt();
    }

    private void paint() {
        try {
            while (run.awaitViewer()) {
                long start = System.nanoTime();
                boolean drawn = false;
                try {
                    drawn = paintIfNew();
                } catch (RequestException | RunFailedException | EnvironmentException e) {
                    say("No picture: " + e.getMessage());
                    return;
                } catch (IOException e) {
                    say("No picture: " + Errors.reason(e));
                } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                    say("No picture: drawing failed (" + e + ")");
                    return;
                }
                Duration work = Duration.ofNanos(System.nanoTime() - start).multipliedBy(LAZINESS);
                Thread.sleep(!drawn ? Duration.ofMillis(LOOK_MILLIS) : work.compareTo(rest) > 0 ? work : rest);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void say(String sentence) {
        if (!sentence.equals(said)) {
            said = sentence;
            run.show(Json.object().put("note", OneLine.of(sentence)));
        }
    }

    private boolean paintIfNew() throws IOException, InterruptedException {
        if (request.environmentId().equals(RunRequest.TABULAR)) {
            throw new NotSupported("environment " + request.environmentId() + " cannot be drawn");
        }
        List<Path> files = checkpoints.newestFirst();
        if (!files.isEmpty() && Checkpoints.iteration(files.getFirst()) == shown) {
            return false;
        }
        Policy policy = request.settings().newPolicy(request.environment().spec());
        Parameters parameters = newest(policy);
        if (parameters == null) {
            say("The first picture comes with the first checkpoint, after iteration "
                    + request.options().checkpointEvery() + ".");
            return false;
        }
        if (parameters.iteration() == shown) {
            return false;
        }
        ObjectNode node = Json.object().put("iteration", parameters.iteration());
        if (request.environment() instanceof Navigation navigation) {
            paths(node, navigation, parameters.theta());
        } else {
            if (!PolicyAnimation.isPossible(request)) {
                throw new NotSupported("environment " + request.environmentId() + " cannot be drawn");
            }
            PolicyAnimation animation = PolicyAnimation.of(request, parameters.theta(), WIDTH, MOST_FRAMES);
            image = animation.gif();
            node.put("text", animation.text());
            node.put("image", "/picture.gif?iteration=" + parameters.iteration());
        }
        shown = parameters.iteration();
        said = "";
        run.show(node);
        return true;
    }

    /// The newest parameters that are on disk; null if there are none yet.
    private @Nullable Parameters newest(Policy policy) throws IOException, InterruptedException {
        for (int trial = 1; ; trial++) {
            try {
                TrainingSnapshot snapshot = checkpoints.newestValid(run.iterations(), _ -> {});
                if (snapshot != null) {
                    return new Parameters(snapshot.iteration(), snapshot.theta());
                }
                return Files.exists(folder.policy())
                        ? new Parameters(run.iterations(), PolicyFile.read(folder.policy(), policy))
                        : null;
            } catch (RunFailedException e) {
                // The trainer may have replaced the checkpoints meanwhile, or their metrics are not read yet.
                if (trial == TRIALS) {
                    throw new IOException(e.getMessage(), e);
                }
                Thread.sleep(TRIAL_PAUSE_MILLIS);
            }
        }
    }

    private void paths(ObjectNode node, Navigation navigation, double[] theta) {
        ArrayNode maps = node.putArray("maps");
        for (NavigationPaths paths : NavigationPaths.sample(navigation, request.settings(), theta, GOALS)) {
            maps.add(paths.svg());
        }
        node.put("legend", Page.pathsLegend());
    }
}
