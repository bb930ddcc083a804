package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.sgmrl.cli.Launch;

/// A standalone cluster on the loopback: a master and workers as processes of their own, from the jars of the test's
/// class path.
final class Cluster implements AutoCloseable {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Path folder;
    private final String classPath;
    private final Path home;
    private final int port;
    private final int webPort;
    private final List<Process> processes = new ArrayList<>();

    /// A running command.
    record Running(Process process, Path output) {
        int exitCode() throws InterruptedException {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after 10 minutes: " + text());
            }
            return process.exitValue();
        }

        /// Lines that the command prints for errors.
        List<String> errors() throws IOException {
            return Files.readAllLines(output).stream()
                    .filter(line ->
                            line.startsWith("sgmrl: ") || line.contains("Exception") || line.startsWith("\tat "))
                    .toList();
        }

        String text() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    /// A cluster that has this project's classes.
    Cluster(Path folder) throws IOException, InterruptedException {
        this(folder, "spark-home", CLASS_PATH);
    }

    /// A cluster that has nothing but Spark, as a distribution of it.
    static Cluster ofSparkAlone(Path folder) throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            boolean annotations = name.startsWith("jackson-annotations-"); // both sides' in the same release
            boolean ours = name.startsWith("sgmrl-")
                    || (Files.exists(Path.of("..", "cli", "target", "lib", name)) && !annotations);
            if (name.endsWith(".jar") && !ours) {
                jars.add(entry);
            }
        }
        return new Cluster(folder, "spark-alone", String.join(File.pathSeparator, jars));
    }

    private Cluster(Path folder, String home, String classPath) throws IOException, InterruptedException {
        this.folder = folder;
        this.classPath = classPath;
        this.home = Path.of("target", home).toAbsolutePath();
        this.port = freePort();
        this.webPort = freePort();
        Path jars = Files.createDirectories(this.home.resolve("jars"));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
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
                "" + webPort);
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
        Path work = Files.createTempDirectory(folder, "worker");
        Path bin = Files.createDirectory(work.resolve("options"));
        // The executor inherits the worker's environment.
        return start(
                work.getFileName().toString(),
                List.of(
                        "JDK_JAVA_OPTIONS",
                        String.join(" ", executorOptions),
                        "SPARK_DIST_CLASSPATH",
                        classPath.equals(CLASS_PATH) ? String.join(File.pathSeparator, directories()) : ""),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "2",
                "--memory",
                "1100m",
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
        List<String> all = new ArrayList<>(List.of(java(), "-Xmx400m", "-cp", classPath));
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

    /// Waits until the master has so many workers.
    void awaitWorkers(int count) throws IOException, InterruptedException {
        URI json = URI.create("http://127.0.0.1:" + webPort + "/json/");
        Pattern alive = Pattern.compile("\"aliveworkers\" : " + count + "\\b");
        long end = System.nanoTime() + PATIENT * 1_000_000_000L;
        String said = "";
        while (!alive.matcher(said).find()) {
            assertThat(System.nanoTime())
                    .as("%d workers do not come: %s", count, said)
                    .isLessThan(end);
            Thread.sleep(100);
            try (InputStream in = json.toURL().openStream()) {
                said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                said = e.toString();
            }
        }
    }

    /// Stops or continues the executors of all workers, as far as there are any left.
    void signalExecutors(String signal) throws IOException, InterruptedException {
        for (Process process : processes) {
            signalExecutors(process, signal);
        }
    }

    /// Stops or continues the executors of one worker.
    static void signalExecutors(Process worker, String signal) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + signal));
        worker.descendants().forEach(executor -> kill.add("" + executor.pid()));
        if (kill.size() > 2) {
            new ProcessBuilder(kill).redirectErrorStream(true).start().waitFor();
        }
    }

    /// Seconds to wait for workers: a loaded machine needs a while to start one and its executor.
    static final int PATIENT = 180;

    /// System properties of a driver; it takes two cores, so that two drivers can work at once.
    static Map<String, String> settings(int wait) {
        return Map.of(
                "sgmrl.spark.wait", "" + wait,
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.cores.max", "2",
                "spark.executor.memory", "512m",
                "spark.executor.extraClassPath", String.join(File.pathSeparator, directories()));
    }

    private static List<String> directories() {
        List<String> directories = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            if (!entry.endsWith(".jar")) {
                directories.add(entry);
            }
        }
        return directories;
    }

    /// Starts the command as a process of its own.
    static Running command(Path folder, int wait, List<String> arguments) throws IOException {
        Path output = Files.createTempFile(folder, "command", ".log");
        // Signals count even where this process was started with some of them ignored.
        List<String> all = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,HUP,TERM",
                java(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED"));
        settings(wait).forEach((name, value) -> all.add("-D" + name + "=" + value));
        all.addAll(List.of("-cp", CLASS_PATH, Launch.class.getName()));
        all.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Running(builder.start(), output);
    }

    /// Starts the command from the jars that the launcher has, as the launcher does.
    ///
    /// @param more a jar for the class path besides
    /// @param options for the JVM
    static Running launch(Path folder, Path more, List<String> options, List<String> arguments) throws IOException {
        List<String> jars = new ArrayList<>(List.of(more.toString()));
        for (String module : List.of("cli", "spark")) {
            Path target = Path.of("..", module, "target");
            for (Path where : List.of(target, target.resolve("lib"))) {
                String pattern = where.equals(target) ? "sgmrl-" + module + "-[0-9]*.jar" : "*.jar";
                try (DirectoryStream<Path> found = Files.newDirectoryStream(where, pattern)) {
                    found.forEach(
                            jar -> jars.add(jar.toAbsolutePath().normalize().toString()));
                }
            }
        }
        Path output = Files.createTempFile(folder, "launch", ".log");
        List<String> all = new ArrayList<>(
                List.of(java(), "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        all.addAll(options);
        all.addAll(List.of("-cp", String.join(File.pathSeparator, jars), Launch.class.getName()));
        all.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Running(builder.start(), output);
    }

    /// What the script `spark-submit` starts for this master: Spark's class of that name, with Spark's class path.
    Running submit(List<String> arguments) throws IOException {
        Path output = Files.createTempFile(folder, "submit", ".log");
        List<String> all = new ArrayList<>(List.of(
                java(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsgmrl.spark.wait=" + PATIENT,
                "-cp",
                classPath,
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master(),
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m"));
        all.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_HOME", home.toString());
        return new Running(builder.start(), output);
    }

    /// Kills a worker when a run has got some iterations far.
    ///
    /// @return the thread that does, to be joined
    static Thread killOnceItRuns(Process worker, Path run) {
        return Thread.ofPlatform().start(() -> {
            try {
                Runs.awaitLines(run, 5);
                kill(worker);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
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
