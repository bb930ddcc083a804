package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A page that stays open in a headless chromium and is asked through its debugging protocol, to which the
/// page's content security policy does not apply.
final class LivePage implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/");

    private final Process browser;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();

    /// Starts a browser.
    LivePage(Path scratch, String... flags) throws Exception {
        Path folder = Files.createTempDirectory(scratch, "browser");
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(flags));
        command.add("about:blank");
        browser = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Matcher matcher = LISTENING.matcher("");
        while (!matcher.reset(Files.readString(log)).find()) {
            assertThat(browser.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(log))
                    .isTrue();
            Thread.sleep(20);
        }
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + matcher.group(1) + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode target = Json.parse(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(target.path("webSocketDebuggerUrl").asString()), new Listener())
                .get(30, TimeUnit.SECONDS);
        for (String domain : List.of("Runtime", "Log", "Page")) {
            call(domain + ".enable", Json.object());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = Json.parse(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> waiting =
                        pending.remove(message.path("id").asInt(-1));
                if (waiting != null) {
                    waiting.complete(message);
                }
                String method = message.path("method").asString("");
                if (List.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
                        .contains(method)) {
                    complaints.add(message.toString());
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private JsonNode call(String method, ObjectNode parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        ObjectNode message = Json.object().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(Json.line(message), true).get(30, TimeUnit.SECONDS);
        JsonNode result = answer.get(30, TimeUnit.SECONDS);
        assertThat(result.has("error")).as(result.toString()).isFalse();
        return result.path("result");
    }

    /// What the console and the log say: errors, warnings and messages.
    List<String> complaints() {
        return complaints;
    }

    /// Loads an address.
    void open(String address) throws Exception {
        call("Page.navigate", Json.object().put("url", address));
        await("document.readyState === 'complete'");
    }

    /// Makes the window so wide.
    void resize(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Json.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /// Makes the reader one who prefers something, such as `prefers-color-scheme`, `dark`.
    void prefer(String feature, String value) throws Exception {
        ObjectNode media = Json.object();
        media.putArray("features").addObject().put("name", feature).put("value", value);
        call("Emulation.setEmulatedMedia", media);
    }

    /// Shows the page as it is printed, for a reader who has it dark on the screen.
    void print() throws Exception {
        ObjectNode media = Json.object().put("media", "print");
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", "dark");
        call("Emulation.setEmulatedMedia", media);
    }

    /// Shows the page as on a screen again.
    void leavePaper() throws Exception {
        call("Emulation.setEmulatedMedia", Json.object().put("media", ""));
    }

    /// Presses the space bar.
    void pressSpace() throws Exception {
        press(" ", "Space", 32);
    }

    /// Presses a key.
    ///
    /// @param key what it means, a character or a name
    /// @param code the key's name
    /// @param number that Windows has for it
    void press(String key, String code, int number) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event = Json.object()
                    .put("type", type)
                    .put("key", key)
                    .put("code", code)
                    .put("windowsVirtualKeyCode", number);
            if (key.length() == 1) {
                event.put("text", key);
            }
            call("Input.dispatchKeyEvent", event);
        }
    }

    /// The value of an expression in the page; of a promise, what it promises.
    JsonNode ask(String expression) throws Exception {
        JsonNode result = call(
                "Runtime.evaluate",
                Json.object()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        assertThat(result.has("exceptionDetails")).as(result.toString()).isFalse();
        return result.path("result").path("value");
    }

    /// What an expression of a list of texts comes to.
    List<String> texts(String expression) throws Exception {
        List<String> texts = new ArrayList<>();
        ask(expression).forEach(text -> texts.add(text.asString()));
        return texts;
    }

    /// Waits until an expression is true.
    void await(String expression) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!ask(expression).asBoolean(false)) {
            assertThat(System.nanoTime())
                    .as(expression + " is not so: "
                            + ask("document.body?.innerText ?? ''").asString())
                    .isLessThan(deadline);
            Thread.sleep(30);
        }
    }

    /// A picture of what is seen, as PNG.
    byte[] screenshot() throws Exception {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Json.object())
                        .path("data")
                        .asString());
    }

    @Override
    public void close() {
        socket.abort();
        // All of its processes: they write into the folder that is deleted next.
        List<ProcessHandle> processes = browser.descendants().toList();
        browser.destroyForcibly().onExit().join();
        for (ProcessHandle process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
