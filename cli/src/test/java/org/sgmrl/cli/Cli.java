package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the command in this process, or as a process of its own.
final class Cli {
    private static final List<String> FLAGS =
            List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

    private Cli() {}

    /// What a command did.
    record Result(int exitCode, String out, String err) {}

    /// Runs in this process.
    static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(code, out.toString(), err.toString());
    }

    /// Starts a process; its output goes to a file.
    static Process start(Path output, String... args) throws IOException {
        return start(FLAGS, output, args);
    }

    /// Starts a process with flags for the virtual machine; its output goes to a file.
    static Process start(List<String> flags, Path output, String... args) throws IOException {
        return startUnder(List.of(), flags, output, args);
    }

    /// Starts a process that takes signals even where this one was started with some of them ignored, as
    /// in the background of a script.
    static Process startResponsive(Path output, String... args) throws IOException {
        return startUnder(List.of("env", "--default-signal=INT,HUP,TERM"), FLAGS, output, args);
    }

    /// Starts a process through another program, such as a shell that sets limits.
    static Process startUnder(List<String> program, List<String> flags, Path output, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /// Runs a process to its end.
    static int runProcess(Path output, String... args) throws IOException, InterruptedException {
        return end(start(output, args), args);
    }

    /// Waits for the end of a process.
    static int end(Process process, String... args) throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after 5 minutes: " + String.join(" ", args));
        }
        return process.exitValue();
    }
}
