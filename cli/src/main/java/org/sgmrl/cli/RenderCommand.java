package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.OpenedRun;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.io.Output;
import org.sgmrl.locomotion.Locomotion;
import org.sgmrl.mujoco.MujocoException;
import org.sgmrl.mujoco.MujocoUnavailableException;
import org.sgmrl.picture.Photography;
import org.sgmrl.picture.Picture;
import org.sgmrl.picture.Recording;
import org.sgmrl.picture.Take;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.Errors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl render`.
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "./sgmrl render DIR|--env ID --out FILE.gif|FILE.png [OPTIONS]",
        description = {
            "Draws what a policy does on a fresh task before and after adaptation, side by side.",
            "FILE.gif is an animation of one rollout each. FILE.png is a still picture: the paths of all rollouts where"
                    + " the whole arena is seen, otherwise a strip of poses."
        },
        footer = {
            "",
            "Example: ./sgmrl render runs/half-cheetah-velocity-v1-sg-mrl-seed0 --task '{\"velocity\":2}'"
                    + " --out cheetah.gif"
        })
final class RenderCommand implements Callable<Integer> {
    private static final int STRIP_WIDTH = 1200;
    private static final int WIDTH = 800;
    private static final int POSES = 6;
    private static final int MOST_FRAMES = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "run folder: its policy (of the newest checkpoint if the run is not finished), its settings")
    private @Nullable Path directory;

    @Option(
            names = "--env",
            paramLabel = "ID",
            description = "without a run: this environment, the untrained policy; see list environments")
    private @Nullable String id;

    @Option(
            names = "--simulator",
            paramLabel = "mujoco|planar",
            description =
                    "who simulates half-cheetah, hopper, swimmer and walker2d (as trained; with --env: planar; with"
                            + " --renderer mujoco: mujoco)")
    private @Nullable String simulator;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "where to write the picture: a name that ends in .gif or .png; - is an animation on the"
                    + " standard output")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--policy", paramLabel = "FILE", description = "take the policy from this safetensors file")
    private @Nullable Path policyFile;

    @Option(names = "--preset", paramLabel = "P", description = "with --env: settings of the adaptation (tuned)")
    private @Nullable String preset;

    @Option(
            names = "--task",
            paramLabel = "JSON",
            description = "the task, such as '{\"velocity\":2}' (a fresh one, drawn by seed)")
    private @Nullable String task;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "seed of task and rollouts (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--inner-steps", paramLabel = "K", description = "adaptation steps (as trained)")
    private @Nullable Integer innerSteps;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "most frames of an animation (" + MOST_FRAMES + "); poses of a strip (" + POSES + ")")
    private @Nullable Integer frames;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "speed of an animation; 1 is real time (${DEFAULT-VALUE})")
    private double speed;

    @Option(
            names = "--renderer",
            paramLabel = "NAME",
            defaultValue = "outline",
            description = "outline: drawn by this program; mujoco: by MuJoCo's own renderer, with light and shadow,"
                    + " needs OSMesa (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private String rendererName;

    @Option(
            names = "--width",
            paramLabel = "PIXELS",
            description = "width of the picture (" + WIDTH + "; of a strip " + STRIP_WIDTH
                    + ", more where its poses need more)")
    private @Nullable Integer width;

    @Override
    public Integer call() {
        Outputs.check(spec, "--out", out);
        boolean animated = isAnimation(out);
        @Nullable Photography photography = photography();
        require(width == null || (width >= 240 && width <= 4000), "width", width, "in 240..4000");
        require(speed >= 0.01 && speed <= 100, "speed", speed, "in 0.01..100");
        int least = animated ? 2 : 1;
        int most = animated ? 10_000 : 40;
        require(frames == null || (frames >= least && frames <= most), "frames", frames, "in " + least + ".." + most);
        OpenedRun run = directory == null ? null : OpenedRun.of(spec, directory, GivenSettings.NONE);
        RunRequest request = request(run);
        int steps = innerSteps == null ? request.settings().innerStep().steps() : innerSteps;
        require(steps >= 0 && steps <= 1000, "inner-steps", steps, "in 0..1000");
        if (request.environmentId().equals(RunRequest.TABULAR)) {
            throw notVisible(request);
        }
        return draw(
                request.in(simulator(request, photography)).environment(), request, run, steps, animated, photography);
    }

    private static boolean isAnimation(Path file) {
        if (Outputs.isStream("--out", file)) {
            return true;
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".gif") && !name.endsWith(".png")) {
            throw new InvalidOption("--out = " + file + " must end in .gif (an animation) or .png (a still picture)");
        }
        return name.endsWith(".gif");
    }

    private RunRequest request(@Nullable OpenedRun run) {
        if ((run == null) == (id == null)) {
            throw new InvalidOption(
                    run == null ? "give a run folder, or --env ID" : "give a run folder or --env ID, not both");
        }
        if (run != null) {
            if (preset != null) {
                throw new InvalidOption("--preset is for --env; a run folder has settings of its own");
            }
            return run.request();
        }
        GivenSettings given =
                GivenSettings.NONE.with(Settings.ENV, String.valueOf(id)).with(Settings.SEED, seed);
        if (preset != null) {
            given = given.with(Settings.PRESET, "--preset", preset);
        }
        if (String.valueOf(id).equals(RunRequest.TABULAR)) {
            throw new InvalidOption("environment " + id + " cannot be drawn; give another one");
        }
        return RunRequest.resolve(given);
    }

    /// Who simulates what is drawn, where that is not who simulated the training: MuJoCo's renderer draws MuJoCo's own
    /// data.
    private @Nullable Simulator simulator(RunRequest request, @Nullable Photography photography) {
        if (simulator != null) {
            return Settings.SIMULATOR.read("--simulator", simulator);
        }
        return photography != null && request.simulator() != null ? Simulator.MUJOCO : null;
    }

    private <T> int draw(
            MetaEnvironment<T> environment,
            RunRequest request,
            @Nullable OpenedRun run,
            int steps,
            boolean animated,
            @Nullable Photography photography) {
        T chosen = task == null
                ? environment
                        .tasks()
                        .sample(RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.TASK))
                : RolloutInput.task(environment.tasks(), task);
        Policy policy = request.settings().newPolicy(environment.spec());
        double[] theta = parameters(run, policy);
        if (photography != null && !(environment instanceof Locomotion)) {
            throw new InvalidOption("--renderer = mujoco is for environments that MuJoCo simulates; "
                    + request.environmentId() + " is drawn by --renderer outline");
        }
        RunRequest.requireAvailable(environment);
        Scenery scenery = Recording.scenery(environment, chosen, seed).orElseThrow(() -> notVisible(request));
        boolean strip = !animated && Picture.isStrip(scenery, photography);
        int pixels = strip ? stripWidth() : width == null ? WIDTH : width;
        try (Recording<T> recording = Recording.of(
                environment, policy, request.settings().estimator().forTesting(steps), theta, chosen, seed)) {
            String written =
                    animated ? animation(recording, photography, pixels) : still(recording, photography, pixels);
            for (Take take : recording.takes()) {
                spec.commandLine()
                        .getOut()
                        .println(String.format(
                                Locale.ROOT,
                                "%-18s return %9.3f, mean of %d rollouts %9.3f",
                                take.title(),
                                take.shown().returnAfter(Integer.MAX_VALUE),
                                take.episodes().size(),
                                take.meanReturn()));
            }
            spec.commandLine().getOut().println(recording.task() + ": " + written);
            return 0;
        } catch (MujocoUnavailableException | MujocoException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new AccessFailed("the picture cannot be made: " + Errors.reason(e));
        }
    }

    private @Nullable Photography photography() {
        return switch (rendererName) {
            case "outline" -> null;
            case "mujoco" -> new MujocoPhotography();
            default -> throw new InvalidOption("--renderer = " + rendererName + " must be outline or mujoco");
        };
    }

    /// Wide enough for the poses asked for; a narrow picture without a number of poses gets fewer.
    private int stripWidth() {
        if (frames == null) {
            return width == null ? STRIP_WIDTH : width;
        }
        int least = Picture.leastStripWidth(frames);
        if (width != null && width < least) {
            throw new InvalidOption("--frames = " + frames + " needs --width of at least " + least);
        }
        return width == null ? Math.max(STRIP_WIDTH, least) : width;
    }

    private int poses(int pixels) {
        if (frames != null) {
            return frames;
        }
        int poses = POSES;
        while (Picture.leastStripWidth(poses) > pixels) {
            poses--;
        }
        return poses;
    }

    private String animation(Recording<?> recording, @Nullable Photography photography, int pixels) throws IOException {
        Picture.Animation animation =
                Picture.animate(recording, photography, pixels, frames == null ? MOST_FRAMES : frames, speed);
        Outputs.write(out, file -> Output.write(file, animation.bytes()));
        return String.format(
                Locale.ROOT,
                "%d frames in %.1f s, %d kB, written to %s",
                animation.frames(),
                animation.seconds(),
                (animation.bytes().length + 999) / 1000,
                out);
    }

    private String still(Recording<?> recording, @Nullable Photography photography, int pixels) throws IOException {
        byte[] bytes = Picture.still(recording, photography, pixels, poses(pixels));
        Outputs.write(out, file -> Output.write(file, bytes));
        return String.format(Locale.ROOT, "%d kB written to %s", (bytes.length + 999) / 1000, out);
    }

    private double[] parameters(@Nullable OpenedRun run, Policy policy) {
        if (policyFile != null) {
            return given(policyFile, policy);
        }
        if (run == null) {
            double[] theta = new double[policy.parameterCount()];
            policy.initialize(
                    RandomStream.of(seed, StreamDomain.INITIALIZATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS), theta);
            return theta;
        }
        return run.newest(policy)
                .tell(drawn -> spec.commandLine().getOut().println(drawn + ":"))
                .theta();
    }

    private static double[] given(Path file, Policy policy) {
        try {
            return PolicyFile.read(file, policy);
        } catch (NoSuchFileException e) {
            throw new InvalidOption("--policy " + file + " cannot be read: " + Errors.reason(e));
        } catch (IOException e) {
            throw new InvalidOption("--policy " + file + " does not hold a policy " + policy.description() + ": "
                    + Errors.reason(e) + "; where its sizes differ from the preset's, give its run folder as well");
        }
    }

    private static InvalidOption notVisible(RunRequest request) {
        return new InvalidOption("environment " + request.environmentId() + " cannot be drawn; give another one");
    }

    private static void require(boolean holds, String name, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new InvalidOption("--" + name + " = " + value + " must be " + allowed);
        }
    }
}
