package org.sgmrl.cli.option;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import picocli.CommandLine.Model.CommandSpec;

/// A run that a command was given by its folder.
///
/// @param folder the folder
/// @param request what was trained there
/// @param warnings where what is not as expected is told
public record OpenedRun(RunFolder folder, RunRequest request, Consumer<String> warnings) {
    /// Opens a run folder.
    ///
    /// @param spec the command
    /// @param directory the folder
    /// @param execution threads and engine, as far as they are given
    /// @return the run
    public static OpenedRun of(CommandSpec spec, Path directory, GivenSettings execution) {
        RunFolder folder = RunFolder.open(directory);
        return new OpenedRun(folder, folder.readConfig(execution), Warnings.of(spec));
    }

    /// What the run has learnt so far.
    ///
    /// @return the parameters of its own policy
    public NewestParameters newest() {
        return newest(request.newPolicy());
    }

    /// What the run has learnt so far.
    ///
    /// @param policy that the run must have trained
    /// @return its parameters
    public NewestParameters newest(Policy policy) {
        return NewestParameters.newest(folder, request, policy, warnings);
    }
}
