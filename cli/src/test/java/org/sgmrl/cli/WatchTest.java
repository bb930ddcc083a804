package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.cli.EventReader.Event;
import org.sgmrl.report.live.WatchServer;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// A run folder that grows step by step is watched through real connections and in a real browser.
final class WatchTest {
    private static final int ITERATIONS = 8;
    private static final Duration REST = Duration.ofMillis(100);

    @TempDir
    private static Path shared;

    private static Path trained;
    private static List<String> lines;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        trained = shared.resolve("trained");
        String[] work = {"--iterations", String.valueOf(ITERATIONS), "--checkpoint-every", "2"};
        String[] keep = {"--keep-checkpoints", "9"};
        List<String> args = new ArrayList<>(List.of(work));
        args.addAll(List.of(keep));
        assertThat(Cli.run(Runs.train(trained, args.toArray(String[]::new))).exitCode())
                .isZero();
        lines = Files.readAllLines(trained.resolve("metrics.jsonl"));
    }

    // The events.

    @Test
    void aViewerGetsTheHistoryAndThenEachLineAsItComes() throws Exception {
        Path run = begun(3);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            JsonNode history = viewer.next("history").data();
            assertThat(history.path("iterations").asInt()).isEqualTo(3);
            assertThat(history.path("iterationsPerPoint").asInt()).isEqualTo(1);
            assertThat(history.has("least")).isFalse();
            for (int i = 0; i < 3; i++) {
                JsonNode line = Json.parse(lines.get(i));
                assertThat(history.path("steps").path(i)).isEqualTo(number(line.path("envSteps")));
                assertThat(history.path("postReturn").path(i)).isEqualTo(number(line.path("postReturn")));
            }

            append(run, lines.get(3) + "\n" + lines.get(4) + "\n");

            assertThat(viewer.next("metrics").data()).isEqualTo(Json.parse(lines.get(3)));
            assertThat(viewer.next("metrics").data()).isEqualTo(Json.parse(lines.get(4)));
            assertThat(viewer.within(400)).isEmpty();
        }
    }

    @Test
    void aLineThatIsHalfWrittenIsSentWhenItIsWhole() throws Exception {
        Path run = begun(1);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            viewer.next("history");
            String line = lines.get(1);
            append(run, line.substring(0, 40));
            assertThat(viewer.within(500)).isEmpty();
            append(run, line.substring(40));
            assertThat(viewer.within(500)).isEmpty();
            append(run, "\n");
            assertThat(viewer.next("metrics").data()).isEqualTo(Json.parse(line));
        }
    }

    @Test
    void aFileThatWasCutBackBeginsAnew() throws Exception {
        Path run = begun(6);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            viewer.next("history");
            RunFolder.open(run).metricsLog().truncate(2);
            assertThat(viewer.next("reset", "history").name()).isEqualTo("reset");
            assertThat(viewer.next("history").data().path("iterations").asInt()).isEqualTo(2);

            // Cut back and longer than before at once: noticed by what the lines say.
            String changed = lines.get(1).replace("\"envSteps\":", "\"envSteps\":1");
            Path other = run.resolve("other");
            Files.writeString(other, lines.get(0) + "\n" + changed + "\n" + lines.get(2) + "\n");
            Files.move(other, metrics(run), StandardCopyOption.ATOMIC_MOVE);
            assertThat(viewer.next("reset", "metrics").name()).isEqualTo("reset");
            JsonNode history = viewer.next("history").data();
            assertThat(history.path("iterations").asInt()).isEqualTo(3);
            assertThat(history.path("steps").path(1))
                    .isEqualTo(number(Json.parse(changed).path("envSteps")));
        }
    }

    @Test
    void aDamagedLineEndsTheCurvesAndIsTold() throws Exception {
        Path run = begun(2);
        append(run, "{\"iteration\":7}\n" + lines.get(2) + "\n");
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            assertThat(viewer.next("history").data().path("iterations").asInt()).isEqualTo(2);
            assertThat(viewer.next("status").data().path("text").asString()).contains("damaged after iteration 2");
            RunFolder.open(run).metricsLog().truncate(2);
            append(run, lines.get(2) + "\n");
            assertThat(viewer.next("metrics").data()).isEqualTo(Json.parse(lines.get(2)));
        }
    }

    @Test
    void whoComesBackGetsWhatWasMissedAndNothingTwice() throws Exception {
        Path run = begun(2);
        try (WatchServer server = serve(run)) {
            String id;
            try (EventReader viewer = new EventReader(server.address(), null)) {
                viewer.next("history");
                append(run, lines.get(2) + "\n");
                id = viewer.next("metrics").id();
            }
            append(run, lines.get(3) + "\n" + lines.get(4) + "\n");
            Thread.sleep(400);
            try (EventReader again = new EventReader(server.address(), id)) {
                Event first = again.next("reset", "history", "metrics");
                assertThat(first.name()).isEqualTo("metrics");
                assertThat(first.data().path("iteration").asInt()).isEqualTo(4);
                Event second = again.next("reset", "history", "metrics");
                assertThat(second.data().path("iteration").asInt()).isEqualTo(5);
                assertThat(again.within(400)).isEmpty();
            }
            try (EventReader stranger = new EventReader(server.address(), "1234.0.2")) {
                assertThat(stranger.next("reset", "history").name()).isEqualTo("reset");
                assertThat(stranger.next("history").data().path("iterations").asInt())
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void aLongHistoryIsThinnedAndSaysSo() throws Exception {
        Path run = begun(0);
        Files.writeString(metrics(run), many(1, 2000) + returning(2001, -10_000) + many(2002, 5003));
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            Event event = viewer.next("history");
            JsonNode history = event.data();
            assertThat(history.path("steps").size()).isBetween(200, 400);
            assertThat(history.path("iterationsPerPoint").asInt()).isEqualTo(16);
            assertThat(history.path("steps")
                            .path(history.path("steps").size() - 1)
                            .asInt())
                    .isEqualTo(50_030);
            // One return of −10,000 among those of 1.
            int point = (2001 - 1) / 16;
            assertThat(history.path("postReturn").path(point).asDouble()).isEqualTo((15 - 10_000) / 16.0);
            assertThat(history.path("least").path("postReturn").path(point).asDouble())
                    .isEqualTo(-10_000);
            assertThat(history.path("greatest").path("postReturn").path(point).asDouble())
                    .isEqualTo(1);
            for (String edges : List.of("least", "greatest")) {
                for (JsonNode edge : history.path(edges)) {
                    assertThat(edge).hasSameSizeAs(history.path("steps"));
                }
            }
            // More than is kept for those who come back: the history takes its place.
            append(run, many(5004, 6500));
            while (viewer.next("status").data().path("iteration").asInt() < 6500) {
                assertThat(server.viewers()).isEqualTo(1);
            }
            try (EventReader again = new EventReader(server.address(), event.id())) {
                assertThat(again.next("reset", "metrics").name()).isEqualTo("reset");
                assertThat(again.next("history").data().path("iterations").asInt())
                        .isEqualTo(6500);
            }
        }
    }

    @Test
    void manyViewersAreServedAndThoseWhoLeaveAreForgotten() throws Exception {
        Path run = begun(1);
        try (WatchServer server = serve(run)) {
            List<EventReader> viewers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                viewers.add(new EventReader(server.address(), null));
            }
            append(run, lines.get(1) + "\n");
            for (EventReader viewer : viewers) {
                viewer.next("history");
                assertThat(viewer.next("metrics").data().path("iteration").asInt())
                        .isEqualTo(2);
            }
            assertThat(server.viewers()).isEqualTo(60);
            EventReader last = viewers.removeLast();
            for (EventReader viewer : viewers) {
                viewer.close();
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (server.viewers() > 1) {
                assertThat(System.nanoTime()).as(server.viewers() + " viewers").isLessThan(deadline);
                Thread.sleep(50);
            }
            assertThat(last.comments()).as("heartbeats").isPositive();
            last.close();
        }
    }

    // The state.

    @Test
    void aRealRunIsWatchedFromItsBeginningToItsEnd() throws Exception {
        Path run = folder.resolve("run");
        Process process =
                Cli.start(folder.resolve("log"), Runs.train(run, "--iterations", "300", "--checkpoint-every", "100"));
        Runs.awaitLines(process, run, 1);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            int seen = viewer.next("history").data().path("iterations").asInt();
            JsonNode running = viewer.status("running");
            assertThat(running.path("iterations").asInt()).isEqualTo(300);
            while (seen < 300) {
                seen++;
                Event event = viewer.next("metrics", "history", "reset");
                assertThat(event.name()).isEqualTo("metrics");
                assertThat(event.data().path("iteration").asInt()).isEqualTo(seen);
            }
            assertThat(Cli.end(process))
                    .as(Files.readString(folder.resolve("log")))
                    .isZero();
            JsonNode finished = viewer.status("finished");
            assertThat(finished.path("iteration").asInt()).isEqualTo(300);
            assertThat(finished.path("secondsLeft").isNull()).isTrue();
        }
    }

    @Test
    void aRunThatIsKilledIsStoppedAndGoesOnUnderTheWatchersEyes() throws Exception {
        Path run = folder.resolve("run");
        String[] work = {"--iterations", "100000", "--checkpoint-every", "20"};
        Process process = Cli.start(folder.resolve("log"), Runs.train(run, work));
        Runs.awaitLines(process, run, 30);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            JsonNode running = viewer.status("running");
            assertThat(running.path("secondsLeft").asDouble()).isPositive();
            assertThat(running.path("stepsPerSecond").asDouble()).isPositive();
            process.destroyForcibly().waitFor();
            JsonNode stopped = viewer.status("stopped");
            int done = RunFolder.open(run).metricsLog().complete();
            while (stopped.path("iteration").asInt() < done) {
                stopped = viewer.status("stopped");
            }
            assertThat(stopped.path("text").asString())
                    .isEqualTo("Stopped after iteration " + done + " of 100000; go on with: sgmrl resume " + run);
            String end = String.valueOf(done + 10);
            assertThat(Cli.runProcess(folder.resolve("log2"), "resume", run.toString(), "--iterations", end))
                    .as(Files.readString(folder.resolve("log2")))
                    .isZero();
            JsonNode finished = viewer.status("finished");
            assertThat(finished.path("iterations").asInt()).isEqualTo(done + 10);
        }
    }

    @Test
    void lookingWhetherARunIsInUseNeverTakesItFromATrainer() throws Exception {
        Path run = begun(0);
        RunFolder watched = RunFolder.open(run);
        Files.createFile(run.resolve(".lock"));
        Thread looker = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    watched.inUse();
                    Thread.sleep(0, 100_000);
                }
            } catch (IOException | InterruptedException e) {
                // The end.
            }
        });
        int code = Cli.runProcess(folder.resolve("log"), "resume", run.toString());
        assertThat(code).as(Files.readString(folder.resolve("log"))).isZero();
        looker.interrupt();
        looker.join();
        assertThat(watched.inUse()).isFalse();
    }

    @Test
    void aRunWithoutALineIsWaitedFor() throws Exception {
        Path run = begun(0);
        Files.delete(metrics(run));
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            assertThat(viewer.next("history").data().path("iterations").asInt()).isZero();
            assertThat(viewer.status("waiting").path("text").asString()).contains("No iteration has been recorded yet");
            Files.writeString(metrics(run), lines.getFirst() + "\n");
            assertThat(viewer.next("metrics").data().path("iteration").asInt()).isEqualTo(1);
            // Nobody here holds the folder: it may be a copy that is kept up to date.
            viewer.status("arriving");
        }
    }

    // Pictures.

    @Test
    void pathsAreDrawnOfTheNewestCheckpointAgainAndAgain() throws Exception {
        Path run = begun(5);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            assertThat(viewer.next("picture").data().path("note").asString())
                    .isEqualTo("The first picture comes with the first checkpoint, after iteration 2.");
            copyCheckpoint(run, 2);
            JsonNode first = viewer.next("picture").data();
            assertThat(first.path("iteration").asInt()).isEqualTo(2);
            assertThat(first.path("maps")).hasSize(6);
            String map = first.path("maps").path(0).asString();
            assertThat(map).contains("class=\"path before\"", "class=\"path after\"");
            assertThat(map).as("a style attribute is against the page's policy").doesNotContain("style=");
            // Damaged, and ahead of the metrics: passed over.
            Files.writeString(run.resolve("checkpoint-5.safetensors"), "half");
            copyCheckpoint(run, 6);
            copyCheckpoint(run, 4);
            Files.delete(run.resolve("checkpoint-2.safetensors"));
            assertThat(viewer.next("picture").data().path("iteration").asInt()).isEqualTo(4);
            append(run, lines.get(5) + "\n");
            assertThat(viewer.next("picture").data().path("iteration").asInt()).isEqualTo(6);
        }
    }

    @Test
    void checkpointsThatVanishAreNoError() throws Exception {
        Path run = begun(ITERATIONS);
        for (int i = 2; i < ITERATIONS; i += 2) {
            copyCheckpoint(run, i);
        }
        AtomicBoolean enough = new AtomicBoolean();
        Thread pruner = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; !enough.get(); i++) {
                    copyCheckpoint(run, 2 + 2 * (i % 4));
                    Files.deleteIfExists(run.resolve("checkpoint-" + (2 + 2 * ((i + 3) % 4)) + ".safetensors"));
                    Thread.sleep(3);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            for (int i = 0; i < 4; i++) {
                assertThat(viewer.next("picture").data().path("maps")).hasSize(6);
            }
        } finally {
            enough.set(true);
            pruner.join();
        }
    }

    @Test
    void aRobotIsShownInMotion() throws Exception {
        Path run = folder.resolve("swim");
        train(run, "--env", "swimmer-velocity-v1");
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            JsonNode picture = viewer.next("picture").data();
            assertThat(picture.path("text").asString())
                    .startsWith("An unseen task: velocity ")
                    .contains("before adaptation, mean return of 3 rollouts");
            HttpResponse<byte[]> image =
                    get(server, picture.path("image").asString().substring(1));
            assertThat(image.headers().firstValue("Content-Type")).hasValue("image/gif");
            assertThat(new String(image.body(), 0, 6, StandardCharsets.US_ASCII))
                    .isEqualTo("GIF89a");
            assertThat(image.body().length).isBetween(1000, 400_000);
        }
    }

    @Test
    void withoutMujocoThereIsASentenceAndThePageWorks() throws Exception {
        Path run = folder.resolve("swim");
        train(run, "--env", "swimmer-velocity-v1", "--simulator", "mujoco");
        List<String> flags = List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dsgmrl.kernels=scalar",
                "-Dsgmrl.mujoco.library=" + folder.resolve("no-such-library"));
        Path log = folder.resolve("log");
        Process process = Cli.start(flags, log, "watch", run.toString(), "--port", "0");
        try (EventReader viewer = new EventReader(address(process, log), null)) {
            assertThat(viewer.next("history").data().path("iterations").asInt()).isEqualTo(2);
            assertThat(viewer.next("picture").data().path("note").asString())
                    .startsWith("No picture: environment swimmer-velocity-v1 needs MuJoCo");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void anEnvironmentThatCannotBeDrawnHasASentence() throws Exception {
        Path run = folder.resolve("tabular");
        String problem =
                ShellSandbox.project().resolve("examples/mdp/safe-arm.json").toString();
        assertThat(Cli.run(
                                "train",
                                "--env",
                                "tabular",
                                "--mdp",
                                problem,
                                "--preset",
                                "paper",
                                "--iterations",
                                "2",
                                "--test-tasks",
                                "2",
                                "--out",
                                run.toString())
                        .exitCode())
                .isZero();
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            assertThat(viewer.next("picture").data().path("note").asString())
                    .isEqualTo("No picture: environment tabular cannot be drawn");
        }
    }

    // Who may ask for what.

    @Test
    void onlyTheLoopbackAddressIsListenedOn() throws Exception {
        try (WatchServer server = serve(begun(1));
                ServerSocket everywhere = new ServerSocket(0)) {
            // All of 127.0.0.0/8 is this machine: who listens everywhere is found at 127.0.0.2, too.
            InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
            try (Socket found = new Socket(other, everywhere.getLocalPort())) {
                assertThat(found.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> new Socket(other, server.port()).close()).isInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host: 127.0.0.1:PORT, 200",
        "Host: localhost:PORT, 200",
        "Host: LocalHost:PORT, 200",
        "Host: evil.example:PORT, 403",
        "Host: evil.example, 403",
        "Host: 127.0.0.1, 403",
        "Host: 127.0.0.1:1, 403",
        "Host: 127.0.0.1:PORT.evil.example, 403",
        "Host: [::1]:PORT, 403",
        // By us, or before us by the JDK's server, which asks for exactly one host from 25.0.5 on.
        "X: no host, 40[03]",
        "Host: 127.0.0.1:PORT|Host: evil.example, 40[03]"
    })
    void otherHostsAreRefused(String header, String code) throws Exception {
        try (WatchServer server = serve(begun(1))) {
            String sent = header.replace("PORT", String.valueOf(server.port())).replace("|", "\r\n");
            for (String path : List.of("/", "/events", "/metrics.jsonl")) {
                String method = code.equals("200") ? "HEAD" : "GET";
                String answer = raw(server, method + " " + path + " HTTP/1.1\r\n" + sent + "\r\n\r\n");
                assertThat(answer).as(path).containsPattern("^HTTP/1.1 " + code + " ");
                assertThat(answer.contains("iteration")).as("data").isFalse();
            }
        }
    }

    @Test
    void anAddressOfAnotherServerIsRefused() throws Exception {
        try (WatchServer server = serve(begun(1))) {
            String host = "Host: 127.0.0.1:" + server.port();
            assertThat(raw(server, "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../config.json",
                "/..%2fconfig.json",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/config.json/..",
                "/./config.json",
                "/config.json%00",
                "/.lock",
                "/policy.safetensors",
                "/checkpoint-8.safetensors",
                "/watch.html",
                "/\\config.json",
                "*"
            })
    void nothingButTheTableIsServed(String path) throws Exception {
        try (WatchServer server = serve(trained)) {
            String answer = raw(server, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n");
            assertThat(answer).containsPattern("^HTTP/1.1 40[034] ");
            assertThat(answer).doesNotContain("root:", "provenance");
        }
    }

    @Test
    void theFilesOfTheTableAreServedAsTheyAre() throws Exception {
        try (WatchServer server = serve(trained)) {
            for (String name : List.of("config.json", "metrics.jsonl", "report.html")) {
                assertThat(get(server, name).body()).as(name).isEqualTo(Files.readAllBytes(trained.resolve(name)));
            }
            assertThat(get(server, "report.html").headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("sandbox allow-scripts;"));
            assertThat(get(server, "").headers().map())
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
                    .doesNotContainKey("set-cookie")
                    .doesNotContainKey("access-control-allow-origin");
            assertThat(get(server, "").headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy ->
                            assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe"));
        }
        try (WatchServer server = serve(begun(1))) {
            assertThat(get(server, "report.html").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"})
    void onlyGetAndHeadAreAllowed(String method) throws Exception {
        try (WatchServer server = serve(begun(1))) {
            String request = " / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nContent-Length: 0\r\n\r\n";
            assertThat(raw(server, method + request))
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("Allow: GET, HEAD");
            assertThat(raw(server, "HEAD" + request)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        }
    }

    @Test
    void whatFilesSayIsTextAndNeverMarkup() throws Exception {
        Path run = folder.resolve("<img src=x onerror=alert(1)>");
        copyRun(run, 1);
        try (WatchServer server = serve(run)) {
            String page = new String(get(server, "").body(), StandardCharsets.UTF_8);
            assertThat(page).contains("&lt;img src=x").doesNotContain("<img");
        }
    }

    // The page.

    @Test
    @SuppressWarnings("try") // the server ends before its page does
    void thePageDrawsWhatArrivesAndStandsStillOnRequest() throws Exception {
        Path run = begun(3);
        copyCheckpoint(run, 2);
        try (WatchServer server = serve(run);
                LivePage page = new LivePage(folder)) {
            page.resize(1200, 900);
            page.open(server.address());
            page.await("document.getElementById('iteration').textContent === '3 of 8'");
            page.await("document.querySelectorAll('.map').length === 6");
            assertThat(page.ask("document.querySelectorAll('.chart canvas').length")
                            .asInt())
                    .isEqualTo(6);
            String ink = """
                    [...document.querySelectorAll('.chart canvas')].map(canvas => {
                      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                      let sum = 0;
                      for (let i = 0; i < data.length; i += 4) {
                        sum += data[i + 3] > 0 && Math.abs(data[i] - data[i + 2]) > 40;
                      }
                      return sum;
                    })""";
            assertThat(page.ask(ink))
                    .as("coloured dots of every chart")
                    .allSatisfy(dots -> assertThat(dots.asInt()).isGreaterThan(50));
            assertThat(page.ask("document.getElementById('state').textContent").asString())
                    .isEqualTo("stopped");

            page.ask("globalThis.sameDocument = true");
            append(run, lines.get(3) + "\n");
            page.await("document.getElementById('iteration').textContent === '4 of 8'");
            assertThat(page.ask("globalThis.sameDocument").asBoolean()).isTrue();
            page.await("document.title.startsWith('50 %')");

            page.pressSpace();
            page.await("document.getElementById('pause').textContent.startsWith('Continue')");
            append(run, lines.get(4) + "\n");
            Thread.sleep(700);
            assertThat(page.ask("document.getElementById('iteration').textContent")
                            .asString())
                    .isEqualTo("4 of 8");
            assertThat(page.ask("document.querySelector('[aria-live=polite]').textContent")
                            .asString())
                    .contains("stands still");
            page.ask("document.getElementById('pause').focus()");
            page.pressSpace();
            page.await("document.getElementById('iteration').textContent === '5 of 8'");

            for (int width : new int[] {320, 360, 390, 701, 768, 1000, 1200, 1920}) {
                page.resize(width, 800);
                page.await("document.querySelector('.chart .uplot').clientWidth <= innerWidth");
                page.await("document.documentElement.scrollWidth <= " + width);
            }
            page.prefer("prefers-color-scheme", "dark");
            page.await("getComputedStyle(document.body).backgroundColor === 'rgb(18, 22, 26)'");
            page.await("document.querySelectorAll('.chart canvas').length === 6");
            assertThat(page.complaints()).isEmpty();
            String unnamed = "[...document.querySelectorAll('section, progress, button')]"
                    + ".filter(e => !e.textContent && !e.ariaLabel).length";
            assertThat(page.ask(unnamed).asInt()).isZero();

            server.close();
            page.await("document.getElementById('state').textContent === 'no connection'");
        }
    }

    @Test
    void aChartOfWhatOnlySomeRunsMeasureComesWithItsFirstNumber() throws Exception {
        Path run = begun(1);
        String divergence = "document.getElementById('outerKl').closest('section')";
        try (WatchServer server = serve(run);
                LivePage page = new LivePage(folder)) {
            page.open(server.address());
            page.await("document.getElementById('iteration').textContent === '1 of 8'");
            assertThat(page.ask(divergence + ".checkVisibility()").asBoolean()).isFalse();
            append(run, lines.get(1).replaceFirst("\\{", "{\"outerKl\":0.01,") + "\n");
            page.await(divergence + ".querySelector('.uplot')?.clientWidth > 0");
            assertThat(page.ask("document.getElementById('outerStepScale').checkVisibility()")
                            .asBoolean())
                    .isFalse();
            assertThat(page.complaints()).isEmpty();
        }
    }

    /// A return of −10,000 in the second iteration, before the page itself has to thin the curves and after it.
    @Test
    void aPageThatThinsItsCurvesKeepsTheirExtremes() throws Exception {
        Path run = begun(0);
        Files.writeString(metrics(run), many(1, 1) + returning(2, -10_000) + many(3, 3));
        try (WatchServer server = serve(run);
                LivePage page = new LivePage(folder)) {
            page.resize(1200, 900);
            page.open(server.address());
            page.await("document.getElementById('iteration').textContent === '3 of 8'");
            assertThat(legend(page)).containsExactly("steps", "before adaptation", "after adaptation");
            for (int last = 3; last < 2103; last += 700) {
                append(run, many(last + 1, last + 700));
                String told = String.format(Locale.ROOT, "%,d of 8", last + 700);
                page.await("document.getElementById('iteration').textContent === '" + told + "'");
            }
            page.await("document.getElementById('thinned').textContent"
                    + " === 'Each point is the mean of up to 2 iterations;"
                    + " the band is between the least and the greatest of them.'");
            page.await("document.querySelectorAll('.wide .u-series').length === 7");
            assertThat(legend(page))
                    .endsWith("after adaptation", "after adaptation, least", "after adaptation, greatest");
            // The values at the first point are those that the legend shows at the left edge.
            page.ask("""
                    (() => {
                      const over = document.querySelector('.wide .u-over');
                      const box = over.getBoundingClientRect();
                      for (const type of ['mouseenter', 'mousemove']) {
                        over.dispatchEvent(new MouseEvent(type, { clientX: box.left + 1, clientY: box.top + 9 }));
                      }
                    })()""");
            page.await("document.querySelector('.wide .u-value').textContent === '20'");
            assertThat(texts(page, ".wide .u-value")).endsWith("-4,999.5", "-10,000", "1");
            for (int width : PageWidthTest.WIDTHS) {
                page.resize(width, 800);
                page.await("document.querySelector('.chart .uplot').clientWidth <= innerWidth");
                page.await("document.documentElement.scrollWidth <= " + width);
            }
            assertThat(page.complaints()).isEmpty();
        }
    }

    private static List<String> legend(LivePage page) throws Exception {
        return texts(page, ".wide .u-label");
    }

    private static List<String> texts(LivePage page, String selector) throws Exception {
        List<String> texts = new ArrayList<>();
        page.ask("[...document.querySelectorAll('" + selector + "')].map(e => e.textContent)")
                .forEach(text -> texts.add(text.asString()));
        return texts;
    }

    @Test
    void anAnimationStandsStillForWhoWantsNoMotion() throws Exception {
        Path run = folder.resolve("swim");
        train(run, "--env", "swimmer-velocity-v1");
        try (WatchServer server = serve(run);
                LivePage page = new LivePage(folder)) {
            page.open(server.address());
            page.await("document.querySelector('#picture img')?.checkVisibility() === true");
            page.pressSpace();
            page.await("document.querySelector('#picture canvas')?.checkVisibility() === true");
            assertThat(page.ask("document.querySelector('#picture img').checkVisibility()")
                            .asBoolean())
                    .isFalse();
            page.pressSpace();
            page.await("document.querySelector('#picture img').checkVisibility()");
            page.prefer("prefers-reduced-motion", "reduce");
            page.await("!document.querySelector('#picture img').checkVisibility()");
            assertThat(page.complaints()).isEmpty();
        }
    }

    // The command.

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalEndsItWhoeverWatches(String signal, int exit) throws Exception {
        Path log = folder.resolve("log");
        Process process = Cli.startResponsive(log, "watch", trained.toString(), "--port", "0");
        try (EventReader viewer = new EventReader(address(process, log), null)) {
            viewer.next("history");
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(exit);
            // The JVM itself adds a warning.
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> !line.startsWith("WARNING: Using incubator"))
                    .hasSize(1);
        }
    }

    @Test
    void watchingWritesNothing() throws Exception {
        Path run = folder.resolve("copy");
        copyRun(run, ITERATIONS);
        copyCheckpoint(run, 2);
        List<Path> before = Runs.files(run);
        try (WatchServer server = serve(run);
                EventReader viewer = new EventReader(server.address(), null)) {
            viewer.status("stopped");
            viewer.next("picture");
        }
        assertThat(Runs.files(run)).isEqualTo(before);
    }

    @Test
    void whatCannotBeWatchedIsToldInOneLine() throws Exception {
        assertRefused("is not a folder", "watch", folder.resolve("nowhere").toString());
        assertRefused("it has no config.json", "watch", folder.toString());
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("config.json"), "{");
        assertRefused("config.json", "watch", broken.toString());
        for (String port : List.of("-1", "65536", "many")) {
            assertRefused("--port", "watch", trained.toString(), "--port=" + port);
        }
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            String port = String.valueOf(taken.getLocalPort());
            assertRefused(
                    "--port = " + port + " cannot be used: Address already in use; give another one",
                    "watch",
                    trained.toString(),
                    "--port",
                    port);
        }
    }

    private static void assertRefused(String words, String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(words);
        assertThat(result.out()).isEmpty();
    }

    // What the tests stand on.

    private static void train(Path run, String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.addAll(List.of("--iterations", "2"));
        Cli.Result result = Cli.run(Runs.train(run, args.toArray(String[]::new)));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private static WatchServer serve(Path run) throws IOException {
        RunFolder opened = RunFolder.open(run);
        return new WatchServer(opened, opened.readConfig(GivenSettings.NONE), 0, REST);
    }

    /// A run of which so many lines have been written, and no checkpoint.
    private Path begun(int count) throws IOException {
        Path run = folder.resolve("begun");
        copyRun(run, count);
        return run;
    }

    private static void copyRun(Path run, int count) throws IOException {
        Files.createDirectory(run);
        Files.copy(trained.resolve("config.json"), run.resolve("config.json"));
        StringBuilder text = new StringBuilder();
        lines.subList(0, count).forEach(line -> text.append(line).append('\n'));
        Files.writeString(metrics(run), text);
    }

    /// As the trainer does: under another name first.
    private static void copyCheckpoint(Path run, int iteration) throws IOException {
        String name = "checkpoint-" + iteration + ".safetensors";
        Path part = Files.copy(trained.resolve(name), run.resolve("part"));
        Files.move(part, run.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path metrics(Path run) {
        return run.resolve("metrics.jsonl");
    }

    private static void append(Path run, String text) throws IOException {
        Files.writeString(metrics(run), text, StandardOpenOption.APPEND);
    }

    /// Lines of iterations whose return after adaptation is 1.
    private static String many(int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i <= last; i++) {
            text.append(returning(i, 1));
        }
        return text.toString();
    }

    private static String returning(int iteration, int postReturn) {
        return String.format(
                Locale.ROOT,
                "{\"iteration\":%d,\"envSteps\":%d,\"preReturn\":%d,\"postReturn\":%d,\"timing\":{\"seconds\":0.5}}%n",
                iteration,
                10 * iteration,
                -iteration,
                postReturn);
    }

    private static JsonNode number(JsonNode value) {
        return Json.parse(String.valueOf(value.asDouble()));
    }

    private static String address(Process process, Path log) throws IOException, InterruptedException {
        Pattern line = Pattern.compile("watching .* at (http://127\\.0\\.0\\.1:\\d+/) \\(Ctrl-C ends\\)\n");
        Matcher matcher = line.matcher(Files.readString(log));
        while (!matcher.find()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            Thread.sleep(20);
            matcher.reset(Files.readString(log));
        }
        return matcher.group(1);
    }

    private static HttpResponse<byte[]> get(WatchServer server, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.address() + path)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    /// Sends bytes as they are; returns the answer's first part.
    private static String raw(WatchServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port())) {
            socket.setSoTimeout(30_000); // for the first byte; a busy machine takes its time
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            byte[] block = new byte[1 << 16];
            InputStream in = socket.getInputStream();
            try {
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    answer.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
                    socket.setSoTimeout(300);
                    if (request.startsWith("HEAD")) {
                        break;
                    }
                }
            } catch (SocketTimeoutException e) {
                // The connection stays open.
            }
            return answer.toString();
        }
    }
}
