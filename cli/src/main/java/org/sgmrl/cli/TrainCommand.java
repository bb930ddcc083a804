package org.sgmrl.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.sgmrl.cli.option.SettingOptions;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sgmrl train`.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "./sgmrl train [OPTIONS]",
        description = {
            "Trains a policy that adapts to a new task in a few policy-gradient steps.",
            "Without options: SG-MRL on point-navigation-v1 with preset tuned, about a minute on two cores.",
            "Settings that are not given are those of the preset."
        },
        footer = {"", "Example: ./sgmrl train --algorithm maml --preset released --iterations 50"})
final class TrainCommand implements Callable<Integer>, SettingOptions.TakesSettings {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final TellingOptions telling = new TellingOptions();

    @Override
    public List<Setting<?>> settings() {
        return Settings.ALL;
    }

    @Override
    public Integer call() {
        GivenSettings given = SettingOptions.read(spec.commandLine().getParseResult(), settings());
        RunRequest request = RunRequest.resolve(given);
        Training.start(given.get(Settings.OUT), request, telling.listener(spec));
        return 0;
    }
}
