package org.sgmrl.report.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Closing;
import org.sgmrl.report.chart.Resources;
import org.sgmrl.report.page.Page;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.OneLine;

/// Serves the page of one run to browsers of this machine. Every address that it knows is in a table; nothing
/// of a request ever becomes a path. Another site's page cannot read it: the `Host` of a request must be this
/// server, which a name that an attacker rebinds to 127.0.0.1 is not.
public final class WatchServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 80;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofSeconds(15);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /// A report has its scripts in it; it gets no origin and may load nothing.
    private static final String REPORT_POLICY = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline';"
            + " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String ICON = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="4" stroke-linecap="round">
            <path d="M4 22C10 22 14 19 28 18" stroke="#d8741c"/><path d="M4 22C10 22 12 7 28 6" stroke="#1f7fc2"/></svg>
            """;

    /// Answers one request.
    @FunctionalInterface
    private interface Route {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final LiveRun run;
    private final LivePictures pictures;
    private final Map<String, Route> routes;
    private final List<String> hosts;

    /// Serves a run.
    ///
    /// @param port of the loopback address; 0 for any that is free
    /// @throws IOException if the port cannot be had
    public WatchServer(RunFolder folder, RunRequest request, int port) throws IOException {
        this(folder, request, port, REST);
    }

    /// Serves a run, with some least time between pictures.
    public WatchServer(RunFolder folder, RunRequest request, int port, Duration rest) throws IOException {
        String title = request.settings().method().kind().id() + " on " + request.environmentId();
        byte[] page = bytes(Page.live(
                title, request.settings().seed(), OneLine.of(folder.path().toString())));
        byte[] style = bytes(Page.chartStyle());
        byte[] script = bytes(Resources.text("/org/sgmrl/report/chart/uPlot.iife.min.js")
                + "\n"
                + Resources.text("/org/sgmrl/report/chart/charts.js")
                + Resources.text("/org/sgmrl/report/live/watch.js"));
        byte[] icon = bytes(ICON);
        InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        routes = Map.of(
                "/", exchange -> send(exchange, 200, "text/html; charset=utf-8", page),
                "/watch.css", exchange -> send(exchange, 200, "text/css; charset=utf-8", style),
                "/watch.js", exchange -> send(exchange, 200, "text/javascript; charset=utf-8", script),
                "/icon.svg", exchange -> send(exchange, 200, "image/svg+xml", icon),
                "/events", this::events,
                "/picture.gif", this::picture,
                "/config.json", exchange -> file(exchange, "application/json", folder.config()),
                "/metrics.jsonl", exchange -> file(exchange, TEXT, folder.metrics()),
                "/report.html", exchange -> report(exchange, folder.report()));
        try (Closing opened = new Closing()) {
            server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
            opened.add(() -> server.stop(0));
            threads = opened.add(Executors.newVirtualThreadPerTaskExecutor());
            hosts = hosts(port());
            run = opened.add(new LiveRun(folder, request.settings().iterations()));
            pictures = opened.add(new LivePictures(run, folder, request, rest));
            server.createContext("/", this::handle);
            server.setExecutor(threads);
            server.start();
            opened.keep();
        }
    }

    /// What browsers call this server: they leave the default port away.
    static List<String> hosts(int port) {
        return port == DEFAULT_PORT
                ? List.of("127.0.0.1", "localhost", "127.0.0.1:" + port, "localhost:" + port)
                : List.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /// Where it listens.
    ///
    /// @return the port
    public int port() {
        return server.getAddress().getPort();
    }

    /// What to type into a browser.
    ///
    /// @return the address
    public String address() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /// Browsers that have the event stream open.
    public int viewers() {
        return run.viewers();
    }

    /// Ends all connections.
    @Override
    public void close() {
        run.close();
        pictures.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", PAGE_POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            String method = exchange.getRequestMethod();
            if (!isForUs(exchange)) {
                refuse(exchange, 403, "This server answers only to http://" + hosts.getFirst() + "/.");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                refuse(exchange, 405, "Only GET and HEAD are allowed.");
            } else {
                Route route = routes.get(exchange.getRequestURI().getRawPath());
                if (route == null) {
                    refuse(exchange, 404, "There is nothing here.");
                } else {
                    route.answer(exchange);
                }
            }
        }
    }

    private boolean isForUs(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        List<String> host = exchange.getRequestHeaders().get("Host");
        return host != null
                && host.size() == 1
                && hosts.contains(host.getFirst().toLowerCase(Locale.ROOT))
                && !uri.isAbsolute()
                && uri.getRawAuthority() == null;
    }

    private static void refuse(HttpExchange exchange, int code, String sentence) throws IOException {
        // What else the request says is not read.
        exchange.getResponseHeaders().set("Connection", "close");
        send(exchange, code, TEXT, bytes(sentence + "\n"));
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        if (isHead(exchange)) {
            headers.set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(code, -1);
            return;
        }
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private void picture(HttpExchange exchange) throws IOException {
        byte[] image = pictures.image();
        if (image.length == 0) {
            refuse(exchange, 404, "There is no picture yet.");
        } else {
            send(exchange, 200, "image/gif", image);
        }
    }

    private static void report(HttpExchange exchange, Path file) throws IOException {
        exchange.getResponseHeaders().set("Content-Security-Policy", REPORT_POLICY);
        file(exchange, "text/html; charset=utf-8", file);
    }

    /// Sends a file, of which there may be more when the end is reached than there was at first.
    private static void file(HttpExchange exchange, String type, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, isHead(exchange) ? -1 : 0);
            if (!isHead(exchange)) {
                in.transferTo(exchange.getResponseBody());
            }
        } catch (NoSuchFileException e) {
            refuse(exchange, 404, "The run folder has no " + file.getFileName() + " yet.");
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, isHead(exchange) ? -1 : 0);
        if (isHead(exchange)) {
            return;
        }
        @Nullable String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        try (LiveRun.Viewer viewer = run.view(lastId)) {
            OutputStream out = exchange.getResponseBody();
            out.write(bytes("retry: 1000\n\n"));
            for (String news = viewer.next(HEARTBEAT); news != null; news = viewer.next(HEARTBEAT)) {
                out.write(bytes(news));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
