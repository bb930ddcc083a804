package org.sgmrl.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A run folder: settings, metrics, checkpoints, the final policy and the report.
final class RunFolder {
    private static final int FORMAT = 1;

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path policy() {
        return path.resolve("policy.safetensors");
    }

    Path evaluation() {
        return path.resolve("evaluation.json");
    }

    Path report() {
        return path.resolve("report.html");
    }

    private Path config() {
        return path.resolve("config.json");
    }

    /// Makes the folder of a new run and writes its settings. The folder must not exist, or be empty.
    static RunFolder create(@Nullable String out, RunRequest request) {
        Path path = out == null ? unused(request) : Path.of(out);
        try {
            if (Files.isDirectory(path)) {
                try (var entries = Files.list(path)) {
                    if (entries.findAny().isPresent()) {
                        throw new UserError("out = " + path + " must be a new or empty folder; it has content"
                                + (Files.exists(path.resolve("config.json"))
                                        ? " (to go on with that run: sgmrl resume " + path + ")"
                                        : ""));
                    }
                }
            } else {
                Path parent = path.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(path);
            }
            RunFolder folder = new RunFolder(path);
            folder.writeConfig(request);
            Files.write(folder.metrics(), new byte[0], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new UserError("out = " + path + " must be a new or empty folder; a file of that name is in the way: "
                    + e.getFile());
        } catch (IOException e) {
            throw new UserError("out = " + path + " cannot be written: " + Errors.reason(e));
        }
    }

    /// The folder of an existing run.
    static RunFolder open(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isDirectory(path)) {
            throw new UserError(path + " is not a folder; give the run folder that `sgmrl train` made");
        }
        if (!Files.exists(folder.config())) {
            throw new UserError(path + " is not a run folder: it has no config.json");
        }
        return folder;
    }

    /// A folder name that is not taken: `runs/<environment>-<algorithm>-seed<seed>`, with a number if need
    /// be.
    private static Path unused(RunRequest request) {
        String name =
                request.environmentId() + "-" + request.settings().algorithm().id() + "-seed"
                        + request.settings().seed();
        Path path = Path.of("runs", name);
        for (int i = 2; Files.exists(path); i++) {
            path = Path.of("runs", name + "-" + i);
        }
        return path;
    }

    /// Takes the folder for this process until the result is closed; the operating system ends it with the
    /// process, however that ends.
    FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        channel.close();
        throw new UserError(path + " is in use by another sgmrl process; wait for it or stop it");
    }

    /// Writes `config.json`: resolved settings, then where they ran.
    void writeConfig(RunRequest request) throws IOException {
        ObjectNode root = Json.object();
        root.put("format", FORMAT);
        root.put("env", request.environmentId());
        if (request.mdpText() != null) {
            root.put("mdp", request.mdpText());
        }
        root.put("preset", SettingKey.id(request.preset()));
        SettingKeys.values(request.settings()).forEach((name, value) -> Json.putValue(root, name, value));
        root.put("checkpoint-every", request.checkpointEvery());
        root.put("test-tasks", request.testTasks());
        ObjectNode provenance = root.putObject("provenance");
        provenance.put("threads", request.threads());
        Provenance.describe(provenance);
        request.environment().simulator().ifPresent(simulator -> provenance.put("simulator", simulator));
        AtomicFile.write(config(), Json.pretty(root).getBytes(StandardCharsets.UTF_8));
    }

    /// The simulator with which the run was made, or gone on with last; empty where there was none or none was noted.
    Optional<String> simulator() throws IOException {
        JsonNode noted =
                Json.parse(Files.readString(config())).path("provenance").path("simulator");
        return noted.isString() ? Optional.of(noted.asString()) : Optional.empty();
    }

    /// Reads `config.json` back, with some values replaced.
    RunRequest readConfig(Map<String, Object> replaced) {
        try {
            JsonNode root = Json.parse(Files.readString(config()));
            if (!root.isObject()) {
                throw new UserError(config() + " must be a JSON object");
            }
            if (!root.path("format").isInt() || root.path("format").intValue() != FORMAT) {
                throw new UserError(config() + ": format = " + root.path("format") + " must be " + FORMAT
                        + "; the run was made by another version of sgmrl ("
                        + root.path("provenance").path("version").asString("unknown") + ")");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            for (SettingKey key : SettingKeys.ALL) {
                if (root.has(key.name()) && !key.name().equals("mdp")) {
                    values.put(key.name(), key.read(config() + ": " + key.name(), Json.rawValue(root.get(key.name()))));
                } else if (SettingKeys.TRAINING.contains(key) || key.name().equals("env")) {
                    throw new UserError(config() + " has no key " + key.name());
                }
            }
            JsonNode threads = root.path("provenance").path("threads");
            if (threads.isInt()) {
                values.put("threads", threads.intValue());
            }
            values.putAll(replaced);
            String environment = String.valueOf(values.get("env"));
            String mdp = root.has("mdp") ? root.get("mdp").asString() : null;
            return RunRequest.resolve(values, environment, mdp);
        } catch (IOException e) {
            throw new UserError(config() + " cannot be read: " + Errors.reason(e));
        } catch (JacksonException e) {
            throw new UserError(config() + " is not valid JSON: " + e.getOriginalMessage());
        }
    }

    /// Number of complete metrics lines, those of iterations 1, 2, 3, … without a gap.
    int completeMetrics() throws IOException {
        return metricLines(Integer.MAX_VALUE).size();
    }

    /// Cuts `metrics.jsonl` after an iteration, so that what follows a checkpoint is not there twice.
    void truncateMetrics(int iteration) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : metricLines(iteration)) {
            text.append(line).append('\n');
        }
        AtomicFile.write(metrics(), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// The first lines of `metrics.jsonl` as they stand; an incomplete or damaged line ends them.
    List<String> metricLines(int most) throws IOException {
        List<String> lines = new ArrayList<>();
        String text;
        try {
            // A killed run may leave half a line: no reason to refuse the rest.
            text = new String(Files.readAllBytes(metrics()), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return lines;
        }
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0 && lines.size() < most; end = text.indexOf('\n', start)) {
            String line = text.substring(start, end);
            try {
                JsonNode node = Json.parse(line);
                if (node.path("iteration").asInt(-1) != lines.size() + 1) {
                    break;
                }
            } catch (JacksonException e) {
                break;
            }
            lines.add(line);
            start = end + 1;
        }
        return lines;
    }

    /// Opens `metrics.jsonl` for appending.
    FileChannel appendMetrics() throws IOException {
        return FileChannel.open(metrics(), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
}
