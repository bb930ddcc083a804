package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.EngineOptions;
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
        description = {
            "Goes on with a run from its newest valid checkpoint, to the same bits as if it had never stopped.",
            "Engine and master are those of before where they are not given."
        },
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

    @Option(
            names = "--skip-bad-updates",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "leave out updates that are not finite and count them")
    private @Nullable String skipBadUpdates;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final TellingOptions telling = new TellingOptions();

    @Override
    public Integer call() {
        RunFolder folder = RunFolder.open(directory);
        GivenSettings replaced = engine.given();
        replaced = SettingOptions.with(replaced, Settings.ITERATIONS, iterations);
        replaced = SettingOptions.with(replaced, Settings.SKIP_BAD_UPDATES, skipBadUpdates);
        Training.resume(folder, replaced, telling.listener(spec));
        return 0;
    }
}
