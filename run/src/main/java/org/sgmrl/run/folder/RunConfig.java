package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentLibraries;
import org.sgmrl.environment.Environments;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.run.Engines;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.failure.SettingsChanged;
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

/// `config.json` of a run folder: what is trained, and where it was so far. Reading it asks for the run again; comparing
/// it tells whoever goes on, or tests, what is no longer as it was.
public final class RunConfig {
    private static final int FORMAT = 1;
    private static final String PROVENANCE = "provenance";
    private static final String EARLIER = "earlier-provenance";
    private static final String LIBRARIES = "libraries";
    private static final String SIMULATOR = "simulator";
    private static final String SOURCE = "source";

    /// A problem file may be part of it, in which every character may take two bytes.
    private static final int MAX_CONFIG_BYTES = 40 << 20;

    private final Path folder;
    private final Path file;

    /// @param folder of the run
    RunConfig(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("config.json");
    }

    /// Writes `config.json`: resolved settings, then where they ran; where the run was before, if that was
    /// another machine or version, is kept.
    public void write(RunRequest request) throws IOException {
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
        if (Files.exists(file)) {
            JsonNode before = readFile();
            ArrayNode earlier = Json.object().arrayNode();
            before.path(EARLIER).forEach(earlier::add);
            if (!differences(before, provenance).isEmpty() || changedSource(before, request) != null) {
                earlier.add(before.path(PROVENANCE));
            }
            if (!earlier.isEmpty()) {
                root.set(EARLIER, earlier);
            }
        }
        AtomicFile.write(file, Json.pretty(root).getBytes(StandardCharsets.UTF_8));
    }

    /// What made the run: version, commit, JVM, processor and kernels, by the names of [Provenance#describe].
    ///
    /// @return that of the process that worked on it last
    public JsonNode provenance() {
        return readFile().path(PROVENANCE);
    }

    /// The engine that the run was made with, and where it found its workers, for going on by it. Only who goes on asks:
    /// a run can be looked at and tested where there is no such engine. A process that was started for an engine uses that.
    ///
    /// @param replaced settings that are given
    /// @return the same, with engine and master where they are not given
    public GivenSettings withEngine(GivenSettings replaced) {
        JsonNode provenance = readFile().path(PROVENANCE);
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
        return differences(readFile(), now);
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
        return request.environment().source().isEmpty() ? null : changedSource(readFile(), request);
    }

    private @Nullable String changedSource(JsonNode config, RunRequest request) {
        String now = request.environment().source();
        String before = source(config);
        return now.isEmpty() || before.isEmpty() || now.equals(before)
                ? null
                : folder + " was trained on " + OneLine.brief(before) + ", and the file is " + OneLine.brief(now)
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

    private JsonNode readFile() {
        try {
            JsonNode root = Json.parse(BoundedText.read(file, MAX_CONFIG_BYTES));
            if (!root.isObject()) {
                throw new InvalidFile(file + " must be a JSON object");
            }
            return root;
        } catch (IOException e) {
            throw new InvalidFile(file + " cannot be read: " + Errors.reason(e));
        } catch (JacksonException e) {
            throw new InvalidFile(file + " is not valid JSON: " + Json.reason(e));
        }
    }

    /// Reads `config.json` back where the run was made with parts of one's own, which are given again.
    ///
    /// @param given the request with the same parts and settings, but for iterations and options
    /// @return the request to go on with: the given one
    public RunRequest read(RunRequest given) {
        JsonNode root = known(readFile());
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
            throw new SettingsChanged(folder + " is a run with other settings or parts (" + String.join("; ", changes)
                    + "): a run goes on with those that it began with (iterations and threads may change); give the"
                    + " same, or another folder");
        }
        return given;
    }

    private JsonNode known(JsonNode root) {
        JsonNode format = root.path("format");
        if (!format.isInt() || format.intValue() != FORMAT) {
            String age = format.isInt() ? format.intValue() > FORMAT ? ", a newer one" : ", an older one" : "";
            throw new InvalidFile(file + ": format = " + OneLine.brief(format) + " must be " + FORMAT
                    + "; the run was made by another version of sgmrl" + age + " ("
                    + OneLine.brief(root.path(PROVENANCE).path("version").asString("unknown"))
                    + "): use that one, or train anew");
        }
        return root;
    }

    /// Reads `config.json` back, with some values replaced.
    public RunRequest read(GivenSettings replaced) {
        return request(readFile(), replaced);
    }

    /// What a `config.json` that was read already asks for, with some values replaced.
    ///
    /// @param config the folder's
    /// @param replaced settings that win
    /// @return the request
    public RunRequest request(JsonNode config, GivenSettings replaced) {
        JsonNode root = known(config);
        if (root.has(RunRequest.OWN_PARTS)) {
            throw new NotSupported(folder + " is a run of a program's own parts ("
                    + OneLine.brief(root.get(RunRequest.OWN_PARTS)) + "), which the command does not have; go on with"
                    + " it, or test it, in that program: org.sgmrl.run.training.Training.resume");
        }
        List<String> known =
                new ArrayList<>(Settings.ALL.stream().map(Setting::name).toList());
        known.addAll(List.of("format", PROVENANCE, EARLIER));
        for (String name : root.propertyNames()) {
            if (!known.contains(name)) {
                throw new InvalidFile(file + ": unknown key " + OneLine.brief(name) + Nearest.hint(name, known)
                        + "; the file was edited, or made by another version of sgmrl");
            }
        }
        try {
            GivenSettings kept = SettingJson.given(file.toString(), root);
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
            throw new InvalidFile(file + " cannot be used: " + Json.reason(e));
        }
    }

    /// Where a library lies is a matter of the machine, so that run folders keep its name alone.
    private void requireLibraries(String id, String libraries) {
        if (!libraries.isEmpty() && Environments.byId(id).isEmpty()) {
            throw new InvalidFile(file + ": environment " + id + " is from libraries that are not here, "
                    + OneLine.brief(libraries) + "; name them with --classpath JAR");
        }
    }
}
