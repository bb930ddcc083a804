package org.sgmrl.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.LibraryOption;
import org.sgmrl.cli.option.SettingOptions;
import org.sgmrl.cli.terminal.ExitCodes;
import org.sgmrl.io.Output;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.run.text.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Entry point of the `sgmrl` command.
@Command(
        name = "sgmrl",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Meta-reinforcement learning: SG-MRL, MAML and E-MAML.",
        subcommands = {
            TrainCommand.class,
            ResumeCommand.class,
            EvaluateCommand.class,
            VarianceCommand.class,
            ListCommand.class,
            CheckEnvironmentCommand.class,
            BenchCommand.class,
            CertifyCommand.class,
            ExperimentCommand.class,
            ReproduceCommand.class,
            RolloutCommand.class,
            RenderCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            WatchCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 the run failed, 2 the request was wrong (nothing written).",
            "Example: ./sgmrl train --algorithm sg-mrl --iterations 100"
        })
public final class Main {
    /// What the virtual machine makes of bytes that are no text.
    private static final char NO_TEXT = '\ufffd';

    /// Commands to which environments of other libraries mean nothing.
    private static final Set<Class<?>> WITHOUT_ENVIRONMENTS = Set.of(
            CertifyCommand.class, ReproduceCommand.class, CompletionCommand.class, CommandLine.HelpCommand.class);

    private Main() {}

    /// Runs one command and exits with its code.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        if (out.checkError() && !Output.readerHasEnded()) {
            err.println("sgmrl: not everything could be written to the standard output");
            code = Math.max(code, 1);
        }
        System.exit(code);
    }

    /// Runs one command.
    ///
    /// @param out where results go
    /// @param err where progress and errors go
    /// @param args the command line
    /// @return the exit code
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        for (String arg : args) {
            if (arg.indexOf(NO_TEXT) >= 0) {
                err.println("sgmrl: argument " + OneLine.quoted(Path.of(arg))
                        + " is not text in this system's encoding; a file would get another name");
                return 2;
            }
        }
        CommandLine command = command(out, err);
        if (args.length == 0) {
            command.usage(out);
            return 2;
        }
        try {
            return command.execute(args);
        } catch (Throwable e) { // errors too: the virtual machine would print a trace of forty lines
            return ExitCodes.tell(e, err);
        }
    }

    /// The whole command line, with the options that commands get from elsewhere.
    static CommandLine command(PrintWriter out, PrintWriter err) {
        CommandLine command = new CommandLine(new Main())
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::wrongRequest)
                .setExecutionExceptionHandler(Main::failed)
                .setExecutionStrategy(Main::execute);
        command.getSubcommands().forEach((name, subcommand) -> {
            if (subcommand.getCommand() instanceof SettingOptions.TakesSettings settings) {
                SettingOptions.addTo(subcommand, settings.settings());
            }
            if (!WITHOUT_ENVIRONMENTS.contains(subcommand.getCommand().getClass())) {
                LibraryOption.addTo(subcommand);
            }
            if (subcommand.getCommand() instanceof CertifyCommand) {
                subcommand.getCommandSpec().usageMessage().footer(CertifyCommand.footer());
            }
        });
        return command;
    }

    private static int execute(CommandLine.ParseResult parsed) {
        try {
            return LibraryOption.with(parsed, () -> new CommandLine.RunLast().execute(parsed));
        } catch (InvalidOption e) {
            // Of anything else that is thrown here picocli prints the trace.
            throw new CommandLine.ExecutionException(
                    parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static int wrongRequest(ParameterException e, String[] args) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong request");
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String name = unmatched.getUnmatched().getFirst();
            var spec = e.getCommandLine().getCommandSpec();
            var known = name.startsWith("-")
                    ? spec.optionsMap().keySet()
                    : e.getCommandLine().getSubcommands().keySet();
            String what = name.startsWith("-") ? "option " : "argument ";
            message = "unknown " + what + name.replaceAll("=.*", "") + Nearest.hint(name.replaceAll("=.*", ""), known)
                    + "; see " + spec.qualifiedName() + " --help";
        }
        e.getCommandLine().getErr().println("sgmrl: " + OneLine.of(message));
        return 2;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
        return ExitCodes.tell(e, command.getErr());
    }

    /// Tells `--version`.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sgmrl " + Provenance.version()};
        }
    }
}
