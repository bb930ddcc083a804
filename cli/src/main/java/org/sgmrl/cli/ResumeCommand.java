package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.SettingOptions;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl resume`.
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description =
                "Goes on with a run from its newest valid checkpoint, to the same bits as if it had never stopped.",
        footer = {"", "Example: ./sgmrl resume runs/point-navigation-v1-sg-mrl-seed0 --iterations 600"})
final class ResumeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--iterations", paramLabel = "K", description = "new total number of iterations")
    private @Nullable String iterations;

    @Option(names = "--threads", paramLabel = "N", description = "worker threads; results do not depend on it")
    private @Nullable String threads;

    @Option(
            names = "--skip-bad-updates",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "leave out updates that are not finite and count them")
    private @Nullable String skipBadUpdates;

    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            description = "as in train (as before); results do not depend on it")
    private @Nullable String engine;

    @Option(names = "--master", paramLabel = "URL", description = "as in train (as before)")
    private @Nullable String master;

    @Mixin
    private final TellingOptions telling = new TellingOptions();

    @Override
    public Integer call() {
        RunFolder folder = RunFolder.open(directory);
        GivenSettings replaced = GivenSettings.NONE;
        replaced = SettingOptions.with(replaced, Settings.ITERATIONS, iterations);
        replaced = SettingOptions.with(replaced, Settings.THREADS, threads);
        replaced = SettingOptions.with(replaced, Settings.SKIP_BAD_UPDATES, skipBadUpdates);
        replaced = SettingOptions.with(replaced, Settings.ENGINE, engine);
        replaced = SettingOptions.with(replaced, Settings.MASTER, master);
        Training.resume(folder, replaced, telling.listener(spec));
        return 0;
    }
}
