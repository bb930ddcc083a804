package org.sgmrl.run.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// Event files are read back by a reader of the format that shares nothing with their writer.
class EventFileTest {
    /// Two tasks on two states and two actions; numbers of its own.
    private static final String TWO_STATES = """
            {"horizon": 3, "discount": 0.9, "tasks": [
              {"probability": 0.5, "initial": [1, 0],
               "transition": [[[0.25, 0.75], [1, 0]], [[0.5, 0.5], [0, 1]]], "reward": [[0, 1], [0.5, 0]]},
              {"probability": 0.5, "initial": [0, 1],
               "transition": [[[0.25, 0.75], [1, 0]], [[0.5, 0.5], [0, 1]]], "reward": [[1, 0], [0, 0.25]]}],
             "theta": [[0.5, -0.25], [0, 1]]}
            """;

    @TempDir
    private Path folder;

    /// A gradient norm of 1e44 is no float: as one it was infinite, which TensorBoard does not draw.
    @Test
    void numbersBeyondSinglePrecisionAreTheLargestOnes() {
        assertThat(EventFile.narrow(1e44)).isEqualTo(Float.MAX_VALUE);
        assertThat(EventFile.narrow(-1e308)).isEqualTo(-Float.MAX_VALUE);
        assertThat(EventFile.narrow(0.1)).isEqualTo(0.1f);
        assertThat(EventFile.narrow(Double.MIN_VALUE)).isZero();
    }

    @Test
    void everyScalarIsTheNumberOfMetricsJsonl() throws IOException {
        Path run = train("--iterations", "5");

        assertThat(names(run)).containsExactly("events.out.tfevents.0000000000.sgmrl");
        assertThat(shown(run)).isEqualTo(metrics(run)).hasSize(5);
        List<Event> events = read(Files.readAllBytes(EventFile.files(run).getFirst()));
        assertThat(events.getFirst().fileVersion()).isEqualTo("brain.Event:2");
        assertThat(events).noneMatch(Event::sessionStart);
        double now = System.currentTimeMillis() / 1000.0;
        for (Event event : events) {
            assertThat(event.wallTime()).isCloseTo(now, within(600.0));
        }
    }

    @Test
    void aResumedRunBeginsANewFileThatReplacesWhatFollowsItsCheckpoint() throws IOException {
        Path run = train("--iterations", "4", "--checkpoint-every", "2", "--keep-checkpoints", "5");
        // As after a kill in iteration 4: its checkpoint missing, the last record cut short.
        Files.delete(run.resolve("checkpoint-4.safetensors"));
        Path first = EventFile.files(run).getFirst();
        byte[] bytes = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(bytes, bytes.length - 7));

        resume(run, "6");

        assertThat(names(run))
                .containsExactly("events.out.tfevents.0000000000.sgmrl", "events.out.tfevents.0000000002.sgmrl");
        List<Event> resumed = read(Files.readAllBytes(EventFile.files(run).getLast()));
        assertThat(resumed.get(1).sessionStart()).isTrue();
        assertThat(resumed.get(1).step()).isEqualTo(3);
        assertThat(shown(run)).isEqualTo(metrics(run)).hasSize(6);
    }

    @Test
    void filesThatBeginAfterTheCheckpointAreDeleted() throws IOException {
        Path run = train("--iterations", "2", "--checkpoint-every", "1", "--keep-checkpoints", "9");
        resume(run, "4");
        Files.delete(run.resolve("checkpoint-4.safetensors"));
        Files.delete(run.resolve("checkpoint-3.safetensors"));
        Files.delete(run.resolve("checkpoint-2.safetensors"));

        resume(run, "4");

        assertThat(names(run))
                .containsExactly("events.out.tfevents.0000000000.sgmrl", "events.out.tfevents.0000000001.sgmrl");
        assertThat(shown(run)).isEqualTo(metrics(run)).hasSize(4);
    }

    @Test
    void aPolicyOfDiscreteActionsHasNoStandardDeviation() throws IOException {
        Path mdp = folder.resolve("mdp.json");
        Files.writeString(mdp, TWO_STATES);
        Path run = train("--iterations", "2", "--env", "tabular", "--mdp", mdp.toString());

        assertThat(shown(run)).isEqualTo(metrics(run)).hasSize(2);
        assertThat(shown(run).get(1L)).doesNotContainKey("policy/std").containsKey("returns/post");
    }

    @Test
    void theReaderNoticesAFlippedBit() throws IOException {
        Path file = EventFile.files(train("--iterations", "2")).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        int whole = read(bytes).size();
        bytes[bytes.length - 10] ^= 4;

        assertThat(read(bytes)).hasSize(whole - 1);
    }

    /// The polynomial's table against the check value of the CRC catalogue: CRC-32C of "123456789".
    @Test
    void theReadersChecksumIsThatOfTheCatalogue() {
        assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
    }

    private Path train(String... more) {
        Path run = folder.resolve("run");
        GivenSettings given = with(
                GivenSettings.NONE,
                "--tasks",
                "2",
                "--inner-trajectories",
                "3",
                "--outer-trajectories",
                "3",
                "--horizon",
                "4",
                "--test-tasks",
                "2",
                "--hidden",
                "3");
        Training.start(run.toString(), RunRequest.resolve(with(given, more)), new RunListener() {});
        return run;
    }

    private static void resume(Path run, String iterations) {
        GivenSettings replaced = with(GivenSettings.NONE, "--iterations", iterations);
        Training.resume(RunFolder.open(run), replaced, new RunListener() {});
    }

    private static GivenSettings with(GivenSettings before, String... options) {
        GivenSettings given = before;
        for (int i = 0; i < options.length; i += 2) {
            given = given.withOption(options[i].substring(2), options[i + 1]);
        }
        return given;
    }

    private static List<String> names(Path run) throws IOException {
        return EventFile.files(run).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    /// What metrics.jsonl says, by iteration and tag, in single precision.
    private static Map<Long, Map<String, Float>> metrics(Path run) throws IOException {
        Map<Long, Map<String, Float>> all = new TreeMap<>();
        long envSteps = 0;
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = Json.parse(line);
            Map<String, Float> scalars = new HashMap<>();
            Map.of(
                            "returns/pre",
                            "preReturn",
                            "returns/post",
                            "postReturn",
                            "gradient/norm",
                            "gradientNorm",
                            "gradient/score_term_norm",
                            "scoreTermNorm",
                            "gradient/score_term_factor",
                            "scoreTermFactor",
                            "policy/std",
                            "policyStd")
                    .forEach((tag, key) -> {
                        if (node.path(key).isNumber()) {
                            scalars.put(tag, (float) node.path(key).asDouble());
                        }
                    });
            long steps = node.path("envSteps").asLong();
            double seconds = node.path("timing").path("seconds").asDouble();
            scalars.put("speed/env_steps_per_second", (float) ((steps - envSteps) / seconds));
            envSteps = steps;
            all.put(node.path("iteration").asLong(), scalars);
        }
        return all;
    }

    /// What a viewer shows: all files in order, each session's start removing what is there from its step on.
    private static Map<Long, Map<String, Float>> shown(Path run) throws IOException {
        TreeMap<Long, Map<String, Float>> all = new TreeMap<>();
        for (Path file : EventFile.files(run)) {
            for (Event event : read(Files.readAllBytes(file))) {
                if (event.sessionStart()) {
                    all.tailMap(event.step(), true).clear();
                }
                if (!event.scalars().isEmpty()) {
                    all.put(event.step(), event.scalars());
                }
            }
        }
        return all;
    }

    private record Event(
            double wallTime, long step, String fileVersion, boolean sessionStart, Map<String, Float> scalars) {}

    /// The whole and undamaged records from the beginning on.
    private static List<Event> read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.remaining() >= 12) {
            byte[] head = new byte[8];
            in.get(in.position(), head);
            long length = in.getLong();
            if (in.getInt() != masked(crc(head)) || length + 4 > in.remaining()) {
                break;
            }
            byte[] data = new byte[(int) length];
            in.get(data);
            if (in.getInt() != masked(crc(data))) {
                break;
            }
            events.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return events;
    }

    private static Event event(ByteBuffer in) {
        double wallTime = 0;
        long step = 0;
        String version = "";
        boolean start = false;
        Map<String, Float> scalars = new HashMap<>();
        while (in.hasRemaining()) {
            switch ((int) varint(in)) {
                case (1 << 3) | 1 -> wallTime = in.getDouble();
                case 2 << 3 -> step = varint(in);
                case (3 << 3) | 2 -> version = text(slice(in));
                case (5 << 3) | 2 -> summary(slice(in), scalars);
                case (7 << 3) | 2 -> {
                    ByteBuffer log = slice(in);
                    assertThat(varint(log)).isEqualTo(1 << 3);
                    start = varint(log) == 1;
                }
                default -> throw new AssertionError("unknown field before byte " + in.position());
            }
        }
        return new Event(wallTime, step, version, start, scalars);
    }

    private static void summary(ByteBuffer in, Map<String, Float> scalars) {
        while (in.hasRemaining()) {
            assertThat(varint(in)).isEqualTo((1 << 3) | 2);
            ByteBuffer value = slice(in);
            assertThat(varint(value)).isEqualTo((1 << 3) | 2);
            String tag = text(slice(value));
            assertThat(varint(value)).isEqualTo((2 << 3) | 5);
            assertThat(scalars.put(tag, value.getFloat())).as(tag + " twice").isNull();
            assertThat(value.hasRemaining()).isFalse();
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer slice(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(in).toString();
    }

    private static int masked(int crc) {
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    /// CRC-32C bit by bit: reflected polynomial 0x82f63b78.
    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
            }
        }
        return ~crc;
    }
}
