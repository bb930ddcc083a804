package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sgmrl.report.live.WatchServer;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;

/// Small pages of every kind that commands write or serve, in a folder of one's own. What users name has long names
/// without any space.
final class SamplePages implements AutoCloseable {
    static final String LONG = "a_name_without_any_space_as_folders_of_runs_have_them_when_they_tell_all_settings";

    private static final String EXPERIMENT = """
            name = "small"
            env-steps = 150
            seeds = [5, 6]
            test-tasks = 3
            levels = [-1000, 0]
            [settings]
            tasks = 3
            inner-trajectories = 3
            outer-trajectories = 2
            horizon = 10
            hidden = [4]
            [variant.ours]
            [variant.maml]
            algorithm = "maml"
            [[environment]]
            id = "point-navigation-v1"
            name = "NAME"
            """;

    /// A page.
    ///
    /// @param tables that scroll in places of their own, so that a look at all of them is not a look at none
    record Sample(String kind, String address, int tables) {
        @Override
        public String toString() {
            return kind;
        }
    }

    private final Path folder;
    private final WatchServer server;
    private final LivePage browser;
    private final List<Sample> all = new ArrayList<>();

    SamplePages(Path folder) throws Exception {
        this.folder = folder;
        Path run = train(LONG);
        add("run", run.resolve("report.html"), 1);
        add("run of a robot", train("robot", "--env", "swimmer-velocity-v1").resolve("report.html"), 1);
        add("run without results", report("unfinished.html", unfinished(run)), 1);
        // Of some groups the colours are those of methods, of others not.
        List<Path> runs = new ArrayList<>(List.of(run));
        for (String method : List.of("maml", "e-maml", "lvc", "dice")) {
            runs.add(train(method, "--algorithm", method));
        }
        for (String size : List.of("0.1", "0.2", "0.3", "0.4", "0.5", "0.6")) {
            runs.add(train(size, "--outer-step-size", size));
        }
        add("runs", report("runs.html", runs.toArray(Path[]::new)), 2 + runs.size());
        add("experiment", experiment(), 4);
        add("reproduction", PageTextTest.experiment(Files.createDirectory(folder.resolve("paper")), LONG), 4);
        add("certificate", certificate(), 5);
        RunFolder watched = RunFolder.open(run);
        server = new WatchServer(watched, watched.readConfig(GivenSettings.NONE), 0);
        all.add(new Sample("live page", server.address(), 0));
        browser = new LivePage(folder, "--allow-file-access-from-files");
    }

    private void add(String kind, Path file, int tables) {
        all.add(new Sample(kind, file.toUri().toString(), tables));
    }

    List<Sample> all() {
        return all;
    }

    /// What they are looked at in.
    LivePage browser() {
        return browser;
    }

    /// Opens a page with all that is folded away, and waits until it is drawn.
    static void open(LivePage browser, Sample sample) throws Exception {
        browser.open(sample.address());
        browser.ask("document.querySelectorAll('details').forEach(details => details.open = true)");
        browser.await("[...document.querySelectorAll('.chart')].filter(place => place.checkVisibility())"
                + ".every(place => place.querySelector('.uplot') !== null)");
        browser.await("document.getElementById('picture')?.childElementCount !== 0");
    }

    private static void run(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private Path train(String name, String... more) {
        List<String> args = new ArrayList<>(List.of("--iterations", "12"));
        args.addAll(List.of(more));
        Path run = folder.resolve(name);
        run(Runs.train(run, args.toArray(String[]::new)));
        return run;
    }

    private Path unfinished(Path run) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("unfinished"));
        Files.copy(run.resolve("config.json"), copy.resolve("config.json"));
        Files.write(
                copy.resolve("metrics.jsonl"),
                Files.readAllLines(run.resolve("metrics.jsonl")).subList(0, 5));
        return copy;
    }

    private Path report(String name, Path... runs) {
        Path page = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of("report", "--out", page.toString()));
        for (Path run : runs) {
            args.add(run.toString());
        }
        run(args.toArray(String[]::new));
        return page;
    }

    private Path experiment() throws IOException {
        Path file = Files.writeString(folder.resolve("small.toml"), EXPERIMENT.replace("NAME", LONG.substring(0, 64)));
        Path out = folder.resolve("small");
        run("experiment", file.toString(), "--out", out.toString(), "--threads", "1");
        return out.resolve("index.html");
    }

    private Path certificate() throws IOException {
        Path problem = Files.copy(Path.of("..", "examples", "mdp", "corridor.json"), folder.resolve(LONG + ".json"));
        Path out = folder.resolve("certificate.json");
        run(
                "certify",
                problem.toString(),
                "--inner-trajectories",
                "1",
                "--inner-step-learned",
                "--samples",
                "20",
                "--flow",
                "sg-mrl,maml",
                "--flow-steps",
                "3",
                "--converge",
                "--iterations",
                "5",
                "--seeds",
                "2",
                "--out",
                out.toString());
        return folder.resolve("certificate.html");
    }

    @Override
    public void close() {
        browser.close();
        server.close();
    }
}
