package org.sgmrl.run.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.environment.EnvironmentLibraries;
import org.sgmrl.environment.Environments;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.Engines;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.NotARunFolder;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.failure.RunInUse;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.SettingJson;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.run.text.OneLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A run folder: settings, metrics, checkpoints, the final policy and the report.
public final class RunFolder {
    private static final int FORMAT = 1;
    private static final String LOCK = ".lock";
    private static final String PROVENANCE = "provenance";
    private static final String EARLIER = "earlier-provenance";
    private static final String LIBRARIES = "libraries";
    private static final String SIMULATOR = "simulator";
    private static final String SOURCE = "source";

    /// A problem file may be part of it, in which every character may take two bytes.
    private static final int MAX_CONFIG_BYTES = 40 << 20;

    /// Folders that this process holds. No other channel of it may be opened on their lock files: the system drops a
    /// process's lock when any of its channels on the file is closed.
    private static final Set<Path> HERE = new HashSet<>();

    private static final int LOCK_TRIALS = 10;
    private static final long LOCK_PAUSE_MILLIS = 20;

    private final Path path;
    private @Nullable Lock held;

    private RunFolder(Path path) {
        this.path = path;
    }

    /// The folder.
    ///
    /// @return its path
    public Path path() {
        return path;
    }

    /// `metrics.jsonl`.
    ///
    /// @return its path
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /// What happened in every iteration.
    ///
    /// @return the file at [#metrics]
    public MetricsLog metricsLog() {
        return new MetricsLog(metrics());
    }

    /// `policy.safetensors`, there when training has ended.
    ///
    /// @return its path
    public Path policy() {
        return path.resolve(PolicyFile.NAME);
    }

    /// The run's newest policy, ready to act and to adapt; also of runs of earlier versions, whose files do not say all
    /// that this takes.
    ///
    /// @param warnings told which checkpoints are passed over
    /// @return the policy
    public TrainedPolicy trainedPolicy(Consumer<String> warnings) {
        RunRequest request = readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        NewestParameters newest = NewestParameters.newest(this, request, policy, warnings);
        return request.trainedPolicy(policy, newest.theta(), newest.iteration());
    }

    /// `evaluation.json`.
    ///
    /// @return its path
    public Path evaluation() {
        return path.resolve("evaluation.json");
    }

    /// `report.html`.
    ///
    /// @return its path
    public Path report() {
        return path.resolve("report.html");
    }

    /// `config.json`: how the run was made.
    ///
    /// @return its path
    public Path config() {
        return path.resolve("config.json");
    }

    /// Makes the folder of a new run, takes it for this process, and writes its settings. The folder must
    /// not exist, or be empty.
    public static RunFolder create(@Nullable String out, RunRequest request) {
        Path path = Path.of(out == null ? "runs" : out);
        try {
            if (out == null) {
                path = createUnused(request);
            } else if (!Files.isDirectory(path)) {
                createParents(path);
                Files.createDirectory(path);
            }
            requireUnused(path);
            RunFolder folder = new RunFolder(path);
            Lock lock = folder.lock();
            boolean complete = false;
            try {
                // Once more: another process may have been quicker.
                requireUnused(path);
                folder.removePartialFiles();
                folder.writeConfig(request);
                Files.write(folder.metrics(), new byte[0], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                folder.held = lock;
                complete = true;
            } finally {
                if (!complete) {
                    lock.close();
                }
            }
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new UnusableFolder("out = " + path
                    + " must be a new or empty folder; a file of that name is in the way: " + e.getFile());
        } catch (IOException e) {
            throw new UnusableFolder("out = " + path + " cannot be written: " + Errors.reason(e));
        }
    }

    private static void createParents(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /// Refuses a folder with content; what a run leaves that was killed before it began does not count.
    private static void requireUnused(Path path) throws IOException {
        try (var entries = Files.list(path)) {
            if (entries.anyMatch(entry -> !isLock(entry) && !isPartial(entry))) {
                throw new UnusableFolder("out = " + path + " must be a new or empty folder; it has content"
                        + (Files.exists(path.resolve("config.json"))
                                ? " (to go on with that run: sgmrl resume " + OneLine.quoted(path) + ")"
                                : ""));
            }
        }
    }

    private static boolean isLock(Path file) {
        return file.getFileName().toString().equals(LOCK);
    }

    private static boolean isPartial(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".sgmrl-") && name.endsWith(".part");
    }

    /// Removes temporary files that a killed process left behind; only for who holds the lock.
    public void removePartialFiles() throws IOException {
        List<Path> partial;
        try (var entries = Files.list(path)) {
            partial = entries.filter(RunFolder::isPartial).toList();
        }
        for (Path file : partial) {
            Files.deleteIfExists(file);
        }
    }

    /// The folder of an existing run.
    public static RunFolder open(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isDirectory(path)) {
            throw new NotARunFolder(path + " is not a folder; give the run folder that `sgmrl train` made");
        }
        if (!Files.exists(folder.config())) {
            throw new NotARunFolder(path + " is not a run folder: it has no config.json");
        }
        return folder;
    }

    /// Makes a folder whose name was not taken: `runs/<environment>-<algorithm>-seed<seed>`, with a number
    /// if need be.
    private static Path createUnused(RunRequest request) throws IOException {
        String name = folderName(request.environmentId()) + "-"
                + request.settings().method().kind().id() + "-seed"
                + request.settings().seed();
        Path path = Path.of("runs", name);
        createParents(path);
        for (int i = 2; ; i++) {
            try {
                return Files.createDirectory(path);
            } catch (FileAlreadyExistsException taken) {
                path = Path.of("runs", name + "-" + i);
            }
        }
    }

    /// An id that is a path gives its last part.
    private static String folderName(String id) {
        return id.substring(id.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    /// Takes the folder for this process until the result is closed; the operating system ends it with the
    /// process, however that ends.
    public Lock lock() throws IOException {
        Lock taken = held;
        if (taken != null) {
            held = null;
            return taken;
        }
        return lock(path);
    }

    /// Takes any folder for this process until the result is closed.
    public static Lock lock(Path path) throws IOException {
        Path real = path.toRealPath();
        synchronized (HERE) {
            if (!HERE.contains(real)) {
                FileChannel channel = lockedChannel(path);
                if (channel != null) {
                    HERE.add(real);
                    return new Lock(real, channel);
                }
            }
        }
        throw new RunInUse(path + " is in use by another sgmrl process; wait for it or stop it");
    }

    private static @Nullable FileChannel lockedChannel(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            // More than once: a watcher that looks whether the folder is in use is in the way for a moment.
            for (int i = 0; i < LOCK_TRIALS; i++) {
                locked = channel.tryLock() != null;
                if (locked) {
                    return channel;
                }
                Thread.sleep(LOCK_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return null;
    }

    /// Holds a folder.
    public static final class Lock implements Closeable {
        private final Path folder;
        private final FileChannel channel;

        private Lock(Path folder, FileChannel channel) {
            this.folder = folder;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            synchronized (HERE) {
                HERE.remove(folder);
                channel.close();
            }
        }
    }

    /// Whether a process holds the folder: trains in it, or goes on with its run.
    public boolean inUse() throws IOException {
        synchronized (HERE) {
            if (Files.exists(path) && HERE.contains(path.toRealPath())) {
                return true;
            }
            // A shared lock needs no right to write, and other watchers are not in its way.
            try (FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ);
                    FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return shared == null;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /// Writes `config.json`: resolved settings, then where they ran; where the run was before, if that was
    /// another machine or version, is kept.
    public void writeConfig(RunRequest request) throws IOException {
        ObjectNode root = Json.object();
        root.put("format", FORMAT);
        root.put("env", request.environmentId());
        Simulator chosen = request.simulator();
        if (chosen != null) {
            root.put(Settings.SIMULATOR.name(), chosen.id());
        }
        if (request.mdpText() != null) {
            root.put("mdp", request.mdpText());
        }
        Map<String, String> own = request.ownParts();
        if (!own.isEmpty()) {
            ObjectNode names = root.putObject(RunRequest.OWN_PARTS);
            own.forEach(names::put);
        }
        Settings.PRESET.type().put(root, Settings.PRESET.name(), request.preset());
        Settings.put(root, request.settings());
        Settings.put(root, request.options());
        ObjectNode provenance = root.putObject(PROVENANCE);
        provenance.put("threads", request.options().threads());
        if (!request.options().engine().equals(Engines.LOCAL)) {
            provenance.put(Settings.ENGINE.name(), request.options().engine());
            provenance.put(Settings.MASTER.name(), request.options().master());
        }
        Provenance.describe(provenance);
        putOrigin(provenance, request);
        if (Files.exists(config())) {
            JsonNode before = readConfigFile();
            ArrayNode earlier = Json.object().arrayNode();
            before.path(EARLIER).forEach(earlier::add);
            if (!differences(before, provenance).isEmpty() || changedSource(before, request) != null) {
                earlier.add(before.path(PROVENANCE));
            }
            if (!earlier.isEmpty()) {
                root.set(EARLIER, earlier);
            }
        }
        AtomicFile.write(config(), Json.pretty(root).getBytes(StandardCharsets.UTF_8));
    }

    /// What made the run: version, commit, JVM, processor and kernels, by the names of [Provenance#describe].
    ///
    /// @return that of the process that worked on it last
    public JsonNode provenance() {
        return readConfigFile().path(PROVENANCE);
    }

    /// The engine that the run was made with, and where it found its workers, for going on by it. Only who goes on asks:
    /// a run can be looked at and tested where there is no such engine. A process that was started for an engine uses that.
    ///
    /// @param replaced settings that are given
    /// @return the same, with engine and master where they are not given
    public GivenSettings withEngine(GivenSettings replaced) {
        JsonNode provenance = readConfigFile().path(PROVENANCE);
        String engine = provenance.path(Settings.ENGINE.name()).asString("");
        if (engine.isEmpty()
                || !replaced.get(Settings.ENGINE, engine).equals(engine)
                || !Engines.byDefault().equals(Engines.LOCAL)) {
            return replaced;
        }
        String master = provenance.path(Settings.MASTER.name()).asString("");
        return replaced.with(Settings.ENGINE, engine).with(Settings.MASTER, replaced.get(Settings.MASTER, master));
    }

    /// What differs between where the run was so far and where it is now, such as `processor: A, now B`.
    public List<String> changesOfPlace(RunRequest request) {
        ObjectNode now = Json.object();
        Provenance.describe(now);
        putOrigin(now, request);
        return differences(readConfigFile(), now);
    }

    private static List<String> differences(JsonNode config, ObjectNode now) {
        ObjectNode before = Json.object();
        config.path(PROVENANCE).properties().forEach(entry -> before.set(entry.getKey(), entry.getValue()));
        // Folders of earlier versions have the source behind what computes the steps.
        String source = source(config);
        if (before.path(SIMULATOR).asString("").endsWith("; " + source)) {
            String simulator = before.path(SIMULATOR).asString("");
            before.put(SIMULATOR, simulator.substring(0, simulator.length() - source.length() - 2));
        }
        return Provenance.differences(before, now);
    }

    private static String source(JsonNode config) {
        JsonNode provenance = config.path(PROVENANCE);
        if (provenance.has(SOURCE)) {
            return provenance.path(SOURCE).asString("");
        }
        String simulator = provenance.path(SIMULATOR).asString("");
        int end = simulator.lastIndexOf("; ");
        return end < 0 ? "" : simulator.substring(end + 2);
    }

    /// Whether the environment is made from another file than the run's.
    ///
    /// @return what has changed, as a sentence without its end; null where nothing has, or the folder does not say
    public @Nullable String changedSource(RunRequest request) {
        return request.environment().source().isEmpty() ? null : changedSource(readConfigFile(), request);
    }

    private @Nullable String changedSource(JsonNode config, RunRequest request) {
        String now = request.environment().source();
        String before = source(config);
        return now.isEmpty() || before.isEmpty() || now.equals(before)
                ? null
                : path + " was trained on " + OneLine.brief(before) + ", and the file is " + OneLine.brief(now)
                        + " now";
    }

    /// Tells who tests the run's policy that it was trained on another environment.
    ///
    /// @param warnings told that in one line
    public void tellChangedSource(RunRequest request, Consumer<String> warnings) {
        String changed = changedSource(request);
        if (changed != null) {
            warnings.accept(changed + ": these are results of a changed environment");
        }
    }

    /// The libraries that the environment is from, what it is made from, and what computes its steps or else the simulator
    /// that was chosen.
    private static void putOrigin(ObjectNode provenance, RunRequest request) {
        EnvironmentLibraries.of(request.environment())
                .ifPresent(libraries -> provenance.put(LIBRARIES, libraries.description()));
        String library = request.environment().simulator();
        Simulator chosen = request.simulator();
        if (!library.isEmpty()) {
            provenance.put(SIMULATOR, library);
        } else if (chosen != null) {
            provenance.put(SIMULATOR, chosen.id());
        }
        String source = request.environment().source();
        if (!source.isEmpty()) {
            provenance.put(SOURCE, source);
        }
    }

    private JsonNode readConfigFile() {
        try {
            JsonNode root = Json.parse(BoundedText.read(config(), MAX_CONFIG_BYTES));
            if (!root.isObject()) {
                throw new InvalidFile(config() + " must be a JSON object");
            }
            return root;
        } catch (IOException e) {
            throw new InvalidFile(config() + " cannot be read: " + Errors.reason(e));
        } catch (JacksonException e) {
            throw new InvalidFile(config() + " is not valid JSON: " + Json.reason(e));
        }
    }

    /// Reads `config.json` back where the run was made with parts of one's own, which are given again.
    ///
    /// @param given the request with the same parts and settings, but for iterations and options
    /// @return the request to go on with: the given one
    public RunRequest readConfig(RunRequest given) {
        JsonNode root = known(readConfigFile());
        ObjectNode before = Json.object();
        ObjectNode now = given.decisive();
        for (String name : now.propertyNames()) {
            if (root.has(name)) {
                before.set(name, root.get(name));
            }
        }
        for (String name : List.of(RunRequest.OWN_PARTS, Settings.SIMULATOR.name())) {
            if (root.has(name) && !now.has(name)) {
                before.set(name, root.get(name));
                now.putNull(name);
            }
        }
        List<String> changes = new ArrayList<>();
        for (String name : now.propertyNames()) {
            String old = before.has(name) ? before.get(name).toString() : "missing";
            String current = now.get(name).toString();
            if (!old.equals(current)) {
                changes.add(OneLine.brief(name + " was " + old + " and is " + current));
            }
        }
        if (root.has("mdp")) {
            changes.add("it was made for a problem file, by the command");
        }
        if (!changes.isEmpty()) {
            throw new SettingsChanged(path + " is a run with other settings or parts (" + String.join("; ", changes)
                    + "): a run goes on with those that it began with (iterations and threads may change); give the"
                    + " same, or another folder");
        }
        return given;
    }

    private JsonNode known(JsonNode root) {
        JsonNode format = root.path("format");
        if (!format.isInt() || format.intValue() != FORMAT) {
            String age = format.isInt() ? format.intValue() > FORMAT ? ", a newer one" : ", an older one" : "";
            throw new InvalidFile(config() + ": format = " + OneLine.brief(format) + " must be " + FORMAT
                    + "; the run was made by another version of sgmrl" + age + " ("
                    + OneLine.brief(root.path(PROVENANCE).path("version").asString("unknown"))
                    + "): use that one, or train anew");
        }
        return root;
    }

    /// Reads `config.json` back, with some values replaced.
    public RunRequest readConfig(GivenSettings replaced) {
        return request(readConfigFile(), replaced);
    }

    /// What a `config.json` that was read already asks for, with some values replaced.
    ///
    /// @param config the folder's
    /// @param replaced settings that win
    /// @return the request
    public RunRequest request(JsonNode config, GivenSettings replaced) {
        JsonNode root = known(config);
        if (root.has(RunRequest.OWN_PARTS)) {
            throw new NotSupported(path + " is a run of a program's own parts ("
                    + OneLine.brief(root.get(RunRequest.OWN_PARTS)) + "), which the command does not have; go on with"
                    + " it, or test it, in that program: org.sgmrl.run.training.Training.resume");
        }
        List<String> known =
                new ArrayList<>(Settings.ALL.stream().map(Setting::name).toList());
        known.addAll(List.of("format", PROVENANCE, EARLIER));
        for (String name : root.propertyNames()) {
            if (!known.contains(name)) {
                throw new InvalidFile(config() + ": unknown key " + OneLine.brief(name) + Nearest.hint(name, known)
                        + "; the file was edited, or made by another version of sgmrl");
            }
        }
        try {
            GivenSettings kept = SettingJson.given(config().toString(), root);
            JsonNode threads = root.path(PROVENANCE).path("threads");
            if (threads.isInt()) {
                kept = kept.with(Settings.THREADS, threads.intValue());
            }
            String id = kept.get(Settings.ENV, "");
            requireLibraries(id, root.path(PROVENANCE).path(LIBRARIES).asString(""));
            if (!root.has(Settings.SIMULATOR.name())
                    && Environments.simulators(id).contains(Simulator.MUJOCO.id())) {
                kept = kept.with(Settings.SIMULATOR, Simulator.MUJOCO);
            }
            String mdp = root.has("mdp") ? root.get("mdp").asString() : null;
            return RunRequest.resolve(kept.with(replaced), mdp);
        } catch (JacksonException e) {
            throw new InvalidFile(config() + " cannot be used: " + Json.reason(e));
        }
    }

    /// Where a library lies is a matter of the machine, so that run folders keep its name alone.
    private void requireLibraries(String id, String libraries) {
        if (!libraries.isEmpty() && Environments.byId(id).isEmpty()) {
            throw new InvalidFile(config() + ": environment " + id + " is from libraries that are not here, "
                    + OneLine.brief(libraries) + "; name them with --classpath JAR");
        }
    }
}
