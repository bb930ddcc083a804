package org.sgmrl.python;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import tools.jackson.databind.JsonNode;

/// An environment and its tasks from a Python file. The file has
///
/// ```python
/// spec = {"observation_space": 2, "action_space": {"low": [-0.1, -0.1], "high": [0.1, 0.1]}, "horizon": 100}
///
/// def sample_task(rng):          # a random.Random; returns anything that is JSON
///     return {"goal": [rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)]}
///
/// def make(task):                # an object with Gymnasium's reset(seed=…) and step(action)
///     return Robot(task["goal"])
/// ```
///
/// | name | what |
/// |---|---|
/// | `spec` | a dictionary, an object with attributes, or a function that returns either |
/// | `spec`: `observation_space`, `action_space` | a Box or Discrete of Gymnasium, or a dictionary with its keys
/// (`low`, `high`, `shape`; `n`, `start`); an observation space may be a number of numbers. Where one is missing, that
/// of the object that `make` returns counts |
/// | `spec`: `horizon` | steps of an episode |
/// | `spec`: `meta_batch_size`, `iterations` | defaults of the training, 20 and 500 |
/// | `set_task(environment, task)` | optional: gives an environment another task, where making one anew is slow |
///
/// Observations are flattened, a Discrete one becomes one-hot. Actions come as NumPy arrays where the bounds of
/// the action space are such, otherwise as lists of floats; a Discrete one as an int. An episode ends when it is
/// terminated or truncated, or at the horizon. The seeds of `reset` and `sample_task` come from the run's streams;
/// Python's and NumPy's global generators are seeded with them as well.
///
/// Each batch of rollouts has a Python process of its own, which prints on standard error and ends with the
/// JVM, however that ends. One more draws tasks; [#close] ends it, and so does the loss of the last reference.
///
/// Java's serialization copies the file and the modules beside it that it has loaded, so that a Spark cluster can train on
/// them; Python, packages and data files must be there.
public final class PythonEnvironment implements MetaEnvironment<PythonTask>, AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int DIGITS = 12;

    private final transient PythonFile file;
    private final transient TaskDrawer drawer;
    private final transient EnvironmentSpec spec;
    private final transient PythonTasks tasks;
    private transient @Nullable Made made;

    /// What the environment is made from.
    ///
    /// @param versions of Python and packages
    /// @param source name and fingerprint of the file
    /// @param files where its parts are, by name within their folder
    private record Made(String versions, String source, Map<String, Path> files) {}

    PythonEnvironment(PythonFile file) {
        this.file = file;
        this.drawer = new TaskDrawer(file);
        try {
            this.spec = spec(file, drawer.describe());
            this.tasks = new PythonTasks(file, drawer);
        } catch (RuntimeException | Error e) {
            drawer.close();
            throw e;
        }
        CLEANER.register(this, drawer);
    }

    /// The environment of a file.
    ///
    /// @param file the Python file
    /// @param python the interpreter, such as `python3` or a virtual environment's `bin/python`
    /// @return the environment, with the id `python:` and the file
    /// @throws IllegalArgumentException if the file is missing or wrong; the message says where
    /// @throws org.sgmrl.environment.EnvironmentException if the interpreter or a package is missing, or the user's code fails
    public static PythonEnvironment of(Path file, String python) {
        return of(file, PythonSettings.of(python));
    }

    /// The environment of a file, with all settings.
    ///
    /// @param file the Python file
    /// @param settings how workers run
    /// @return the environment, with the id `python:` and the file
    /// @throws IllegalArgumentException if the file is missing or wrong; the message says where
    /// @throws org.sgmrl.environment.EnvironmentException if the interpreter or a package is missing, or the user's code fails
    public static PythonEnvironment of(Path file, PythonSettings settings) {
        return new PythonEnvironment(new PythonFile(file, file.toString(), settings));
    }

    private static EnvironmentSpec spec(PythonFile file, JsonNode description) {
        JsonNode observation = description.path("observation");
        JsonNode action = description.path("action");
        ActionSpace actions = action.has("n")
                ? new ActionSpace.Discrete(action.path("n").intValue())
                : new ActionSpace.Box(doubles(action.path("low")), doubles(action.path("high")));
        int size = observation.has("n")
                ? observation.path("n").intValue()
                : observation.path("size").intValue();
        int horizon = description.path("horizon").intValue();
        EnvironmentSpec defaults = new EnvironmentSpec(PythonProvider.PREFIX + file.shown(), size, actions, horizon);
        int metaBatchSize = description.path("metaBatchSize").intValue();
        int iterations = description.path("iterations").intValue();
        return new EnvironmentSpec(
                defaults.id(),
                size,
                actions,
                horizon,
                metaBatchSize > 0 ? metaBatchSize : defaults.metaBatchSize(),
                iterations > 0 ? iterations : defaults.iterations());
    }

    private static double[] doubles(JsonNode array) {
        double[] out = new double[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).doubleValue();
        }
        return out;
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<PythonTask> tasks() {
        return tasks;
    }

    @Override
    public BatchedEnvironment<PythonTask> create(int rollouts) {
        return batch(rollouts);
    }

    PythonBatch batch(int rollouts) {
        if (rollouts < 1) {
            throw new IllegalArgumentException("rollouts = " + rollouts + " must be at least 1");
        }
        return new PythonBatch(file, spec, drawer.digest(), tasks.example(), rollouts);
    }

    /// {@inheritDoc}
    ///
    /// Takes the first step of an episode: most mistakes show there.
    @Override
    public void requireAvailable() {
        made();
    }

    /// Python's version, and those of the packages that are loaded after a first step.
    @Override
    public String simulator() {
        return made().versions();
    }

    /// The file's name, with a fingerprint of it and of all modules beside it that are loaded after a first step.
    @Override
    public String source() {
        return made().source();
    }

    private synchronized Made made() {
        Made known = made;
        if (known == null) {
            known = probe();
            made = known;
        }
        return known;
    }

    private Made probe() {
        RandomStream[] streams = {RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT)
        };
        double[] action = new double[spec.actionSpace().size()];
        if (spec.actionSpace() instanceof ActionSpace.Box box) {
            for (int i = 0; i < action.length; i++) {
                action[i] = 0.5 * (box.low(i) + box.high(i));
            }
        }
        double[] observation = new double[spec.observationSize()];
        try (PythonBatch batch = batch(1)) {
            batch.reset(tasks.example(), streams, 1, observation);
            batch.step(new int[] {0}, 1, action, observation, new double[1], new boolean[1]);
            JsonNode found = batch.provenance();
            List<String> versions = new ArrayList<>();
            versions.add(found.path("python").asString(""));
            sorted(found.path("packages")).forEach((name, version) -> versions.add(name + " " + version));
            Map<String, Path> files = new TreeMap<>();
            sorted(found.path("sources")).forEach((name, place) -> files.put(name, Path.of(place)));
            String digest = found.path("digest").asString("");
            return new Made(
                    String.join(", ", versions),
                    file.path().getFileName() + " " + digest.substring(0, Math.min(DIGITS, digest.length())),
                    files);
        }
    }

    private static SortedMap<String, String> sorted(JsonNode texts) {
        SortedMap<String, String> sorted = new TreeMap<>();
        texts.properties()
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asString("")));
        return sorted;
    }

    private Object writeReplace() {
        Made from = made();
        return PythonCopy.of(file, from.source(), from.files());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a copy is a PythonCopy");
    }

    /// Ends the process that draws tasks; it is started again when tasks are wanted.
    @Override
    public void close() {
        drawer.close();
    }
}
