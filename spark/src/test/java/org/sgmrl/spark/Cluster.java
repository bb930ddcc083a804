package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sgmrl.cli.Launch;

/// A standalone cluster on the loopback: a master and workers as processes of their own, from the jars of the test's
/// class path.
final class Cluster implements AutoCloseable {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Path folder;
    private final Path home;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    /// A running command.
    record Running(Process process, Path output) {
        int exitCode() throws InterruptedException {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after 3 minutes: " + text());
            }
            return process.exitValue();
        }

        void succeeds() throws InterruptedException {
            int code = exitCode();
            assertThat(code).as(text()).isZero();
        }

        /// Lines that the command prints for errors.
        List<String> errors() throws IOException {
            return Files.readAllLines(output).stream()
                    .filter(line ->
                            line.startsWith("sgmrl: ") || line.contains("Exception") || line.startsWith("\tat "))
                    .toList();
        }

        void awaitLines(Path file, int lines) throws IOException, InterruptedException {
            long end = System.nanoTime() + 120_000_000_000L;
            while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
                assertThat(process.isAlive() && System.nanoTime() < end)
                        .as(text())
                        .isTrue();
                Thread.sleep(20);
            }
        }

        private String text() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    Cluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.home = Path.of("target", "spark-home").toAbsolutePath();
        this.port = freePort();
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar")) {
                Path jar = Path.of(entry);
                Path link = jars.resolve(jar.getFileName());
                if (!Files.exists(link)) {
                    Files.deleteIfExists(link);
                    Files.createSymbolicLink(link, jar);
                }
            }
        }
        start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        long end = System.nanoTime() + 60_000_000_000L;
        while (!answers()) {
            assertThat(System.nanoTime()).as("the master does not start").isLessThan(end);
            Thread.sleep(100);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    Process startWorker(String... executorOptions) throws IOException {
        List<String> directories = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            if (!entry.endsWith(".jar")) {
                directories.add(entry);
            }
        }
        Path work = Files.createTempDirectory(folder, "worker");
        Path bin = Files.createDirectory(work.resolve("options"));
        // The executor inherits the worker's environment.
        return start(
                work.getFileName().toString(),
                List.of(
                        "JDK_JAVA_OPTIONS",
                        String.join(" ", executorOptions),
                        "SPARK_DIST_CLASSPATH",
                        String.join(File.pathSeparator, directories)),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "700m",
                "--webui-port",
                "0",
                "--work-dir",
                bin.toString(),
                master());
    }

    private Process start(String name, String... command) throws IOException {
        return start(name, List.of(), command);
    }

    private Process start(String name, List<String> environment, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(java(), "-Xmx400m", "-cp", CLASS_PATH));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        for (int i = 0; i < environment.size(); i += 2) {
            if (!environment.get(i + 1).isEmpty()) {
                builder.environment().put(environment.get(i), environment.get(i + 1));
            }
        }
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /// Starts the command as a process of its own.
    static Running command(Path folder, List<String> arguments) throws IOException {
        // A loaded machine needs a while to start a worker and its executor.
        return command(folder, 180, arguments);
    }

    /// The same with another wait for workers, seconds.
    static Running command(Path folder, int wait, List<String> arguments) throws IOException {
        Path output = Files.createTempFile(folder, "command", ".log");
        List<String> directories = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            if (!entry.endsWith(".jar")) {
                directories.add(entry);
            }
        }
        List<String> all = new ArrayList<>(List.of(
                java(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsgmrl.spark.wait=" + wait,
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.memory=512m",
                "-Dspark.executor.extraClassPath=" + String.join(File.pathSeparator, directories),
                "-cp",
                CLASS_PATH,
                Launch.class.getName()));
        all.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Running(builder.start(), output);
    }

    /// Ends a worker and its executors as a power cut would.
    static void kill(Process worker) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(worker.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        worker.destroyForcibly().waitFor();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
