package org.sgmrl.cli;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.report.live.WatchServer;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Errors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl watch`.
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a run in the browser while it goes on: learning curves, speed, time left, and what the policy does"
                    + " before and after adaptation.",
            "The page is for this machine alone. Watching writes nothing and does not hold up the run; it ends with"
                    + " Ctrl-C."
        },
        footer = {"", "Example: ./sgmrl watch runs/point-navigation-v1-sg-mrl-seed0"})
final class WatchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder, of a run in progress or not")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "7117",
            description = "port of 127.0.0.1; 0 for any that is free (${DEFAULT-VALUE})")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65535) {
            throw new InvalidOption("--port = " + port + " must be in 0..65535; 0 takes any port that is free");
        }
        RunFolder folder = RunFolder.open(directory);
        RunRequest request = folder.readConfig(GivenSettings.NONE);
        try (WatchServer server = new WatchServer(folder, request, port)) {
            spec.commandLine()
                    .getOut()
                    .println("watching " + folder.path() + " at " + server.address() + " (Ctrl-C ends)");
            // Until the process is told to end.
            new CountDownLatch(1).await();
            return 0;
        } catch (BindException e) {
            throw new InvalidOption("--port = " + port + " cannot be used: " + e.getMessage()
                    + "; give another one, or --port 0 for any that is free");
        } catch (IOException e) {
            throw new AccessFailed("the page cannot be served: " + Errors.reason(e));
        }
    }
}
