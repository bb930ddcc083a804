package org.sgmrl.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.sgmrl.environment.Environments;
import org.sgmrl.method.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl list`.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what there is, a line each.",
            "Environments of which docs/results has no learning curve are untested: they obey their laws, and nobody has"
                    + " looked yet what learns them."
        },
        footer = {"", "Example: ./sgmrl list environments"})
final class ListCommand implements Callable<Integer> {
    /// What can be listed.
    enum What {
        /// Environments by id.
        environments,
        /// Algorithms by id.
        algorithms
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "environments|algorithms", description = "what to list")
    @SuppressWarnings("NullAway.Init")
    private What what;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        switch (what) {
            case environments -> {
                for (Environments.Entry entry : Environments.all()) {
                    print(out, entry.id(), summary(entry));
                }
                print(out, "tabular", "a finite problem from a file: --mdp FILE.json");
                print(out, "python:FILE.py", "an environment of your own, in Python");
            }
            case algorithms -> {
                for (Method algorithm : Method.values()) {
                    print(out, algorithm.id(), algorithm.summary());
                }
            }
        }
        return 0;
    }

    private static String summary(Environments.Entry entry) {
        List<String> simulators = Environments.simulators(entry.id());
        return entry.summary()
                + (entry.untested() ? "; untested" : "")
                + (simulators.size() > 1 ? "; --simulator " + String.join(" or ", simulators) : "");
    }

    private static void print(PrintWriter out, String id, String summary) {
        out.println(String.format("%-28s %s", id, summary));
    }
}
