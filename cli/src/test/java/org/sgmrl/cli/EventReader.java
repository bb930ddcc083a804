package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// Reads server-sent events as a browser does.
final class EventReader implements AutoCloseable {
    /// One event; its id is the last one that was sent.
    record Event(String name, String id, JsonNode data) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream body;
    private final AtomicInteger comments = new AtomicInteger();

    /// Connects.
    ///
    /// @param lastId what a browser that comes back says it has seen
    EventReader(String address, @Nullable String lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "events"));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        body = response.body();
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        String name = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    comments.incrementAndGet();
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data.append(line, 6, line.length());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(name, id, Json.parse(data.toString())));
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /// Comments so far.
    int comments() {
        return comments.get();
    }

    /// The next event of one of some kinds; others are passed over.
    Event next(String... names) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            Event event = events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            assertThat(event).as("no event " + String.join(" or ", names)).isNotNull();
            if (event != null && List.of(names).contains(event.name())) {
                return event;
            }
        }
    }

    /// Waits for the status to be of a state.
    JsonNode status(String state) throws InterruptedException {
        JsonNode status = next("status").data();
        while (!status.path("state").asString().equals(state)) {
            status = next("status").data();
        }
        return status;
    }

    /// Names of curve events that come within some time.
    List<String> within(long millis) throws InterruptedException {
        Thread.sleep(millis);
        List<Event> all = new ArrayList<>();
        events.drainTo(all);
        return all.stream()
                .map(Event::name)
                .filter(name -> !name.equals("status") && !name.equals("picture"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        body.close();
        client.shutdownNow();
    }
}
