package org.sgmrl.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.RunGroups;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a run folder has for a page.
///
/// @param name tells the folder from the others of the page
/// @param config of `config.json`, empty if that cannot be read
/// @param evaluation of `evaluation.json`, likewise
/// @param missing what is not there, for people
/// @param group of runs that are seeds of each other
record ReportedRun(
        String name,
        Path path,
        JsonNode config,
        JsonNode evaluation,
        RunCurves curves,
        List<String> missing,
        String group) {
    private ReportedRun named(String newGroup) {
        return new ReportedRun(name, path, config, evaluation, curves, missing, newGroup);
    }

    /// What the run was asked to do.
    ///
    /// @throws RuntimeException of package `run.failure` if `config.json` cannot be used
    RunRequest request() {
        return RunFolder.open(path).runConfig().request(config, GivenSettings.NONE);
    }

    String seed() {
        return config.path("seed").asString("");
    }

    /// The mean return on held-out tasks.
    ///
    /// @param steps of adaptation, as the evaluation has them
    /// @param returns with its interval
    record HeldOut(int steps, Interval returns) {}

    /// The mean returns on held-out tasks after 0, 1, … steps; empty if the run is not evaluated.
    List<HeldOut> heldOut() {
        List<HeldOut> returns = new ArrayList<>();
        for (JsonNode entry : evaluation.path("returns")) {
            returns.add(new HeldOut(
                    entry.path("innerSteps").asInt(0),
                    new Interval(
                            entry.path("mean").asDouble(Double.NaN),
                            entry.path("low").asDouble(Double.NaN),
                            entry.path("high").asDouble(Double.NaN))));
        }
        return returns;
    }

    /// That after all steps of adaptation.
    Optional<HeldOut> adapted() {
        List<HeldOut> all = heldOut();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// Runs by their groups, in the order of the page.
    static SequencedMap<String, List<ReportedRun>> byGroup(List<ReportedRun> runs) {
        SequencedMap<String, List<ReportedRun>> groups = new LinkedHashMap<>();
        runs.forEach(run ->
                groups.computeIfAbsent(run.group(), _ -> new ArrayList<>()).add(run));
        return groups;
    }

    /// Reads runs, each once: one that is given twice, through links or as a copy, would count twice in means.
    ///
    /// @param twice takes a sentence for each that is left out
    /// @throws AccessFailed if a folder cannot be read
    static List<ReportedRun> all(List<Path> folders, List<String> twice) {
        Map<Path, Path> real = new LinkedHashMap<>();
        for (Path folder : folders) {
            Path first = real.putIfAbsent(read(folder, folder::toRealPath), folder);
            if (first != null) {
                twice.add(first + " and " + folder + " are the same folder");
            }
        }
        List<Path> paths = List.copyOf(real.values());
        List<String> names = names(paths);
        List<ReportedRun> read = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            String name = names.get(i);
            read.add(read(path, () -> read(path, name)));
        }
        List<String> groups =
                RunGroups.names(read.stream().map(ReportedRun::config).toList());
        Map<List<Object>, ReportedRun> unique = new LinkedHashMap<>();
        for (int i = 0; i < read.size(); i++) {
            ReportedRun run = read.get(i).named(groups.get(i));
            List<Object> key = run.curves().begin().isEmpty()
                    ? List.of(run.path())
                    : List.of(run.group(), run.seed(), run.curves().begin());
            ReportedRun first = unique.get(key);
            if (first == null) {
                unique.put(key, run);
            } else {
                twice.add(first.name() + " and " + run.name()
                        + " are the same run: settings, seed and results are equal");
                if (run.curves().iterations() > first.curves().iterations()) {
                    unique.put(key, run);
                }
            }
        }
        return new ArrayList<>(unique.values());
    }

    /// Names that tell folders apart: the last part of each path, and as many before it as are needed.
    static List<String> names(List<Path> folders) {
        List<Path> paths = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            int parts = 1;
            while (parts < path.getNameCount() && isTaken(path, parts, paths)) {
                parts++;
            }
            int count = path.getNameCount();
            names.add(
                    count == 0
                            ? "/"
                            : path.subpath(Math.max(0, count - parts), count).toString());
        }
        return names;
    }

    private static boolean isTaken(Path path, int parts, List<Path> paths) {
        Path end = path.subpath(path.getNameCount() - parts, path.getNameCount());
        return paths.stream().anyMatch(other -> !other.equals(path) && other.endsWith(end));
    }

    /// What reads files of a run.
    interface Reading<V> {
        V read() throws IOException;
    }

    /// Reads, so that a failure is not taken for one of writing the page.
    ///
    /// @throws AccessFailed if the folder cannot be read
    static <V> V read(Path folder, Reading<V> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new AccessFailed(folder + " cannot be read: " + Errors.reason(e));
        }
    }

    private static ReportedRun read(Path folder, String name) throws IOException {
        List<String> missing = new ArrayList<>();
        JsonNode config = json(folder.resolve("config.json"), missing);
        RunCurves curves = RunCurves.read(new MetricsLog(folder.resolve("metrics.jsonl")));
        if (curves.iterations() == 0) {
            missing.add("no iteration has been recorded");
        } else if (config.path("iterations").asInt(0) > curves.iterations()) {
            missing.add("the run is not finished: " + curves.iterations() + " of "
                    + config.path("iterations").asInt() + " iterations");
        }
        if (curves.damaged()) {
            missing.add("metrics.jsonl is incomplete after iteration " + curves.iterations());
        }
        JsonNode evaluation = json(folder.resolve("evaluation.json"), missing);
        int tested = evaluation.path("iteration").asInt(curves.iterations());
        if (tested < curves.iterations()) {
            missing.add("evaluation.json is of iteration " + tested + ", before the run went on");
            evaluation = Json.object();
        }
        return new ReportedRun(name, folder, config, evaluation, curves, missing, "");
    }

    private static JsonNode json(Path file, List<String> missing) throws IOException {
        if (!Files.isRegularFile(file)) {
            missing.add("there is no " + file.getFileName());
        } else {
            try {
                return Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (JacksonException e) {
                missing.add(file.getFileName() + " is not valid JSON");
            }
        }
        return Json.object();
    }
}
