package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.cli.option.SettingOptions;
import org.sgmrl.io.Safetensors;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.Problems;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import picocli.CommandLine;

/// Mutated files of every kind that the command reads: each is accepted or refused in one line, in bounded
/// time and memory. The system property `sgmrl.fuzz` sets how many of each kind.
final class InputFuzzTest {
    private static final int CASES = Integer.getInteger("sgmrl.fuzz", 2000);

    /// What reading one file may allocate, most of it garbage; the files themselves have a few kB.
    private static final long MOST_BYTES = 64 << 20;

    /// Of the processor, not of the clock: what other processes do does not count.
    private static final double MOST_SECONDS = 5;

    /// Words of the formats, and what parsers find hard.
    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "NaN",
            "-Infinity",
            "1e999",
            "-0",
            "0x10",
            "1e-400",
            "9223372036854775807",
            "99999999999999999999999999999999999999",
            "[",
            "]]",
            "{",
            "}",
            "{}",
            "[]",
            "\"",
            "\\",
            "\\ud800",
            "\0",
            "\n",
            ",",
            ":",
            "=",
            "#",
            "'''",
            "\u2028",
            "ζ",
            "\"env\": \"tabular\",",
            "\"tasks\"",
            "2147483647",
            "-1",
            "1979-05-27T07:32:00Z");

    @TempDir
    private Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SplittableRandom random = new SplittableRandom(CASES);
    private int accepted;
    private int refused;
    private long mostBytes;
    private double mostSeconds;
    private String kind = "";
    private Path run;

    /// Reads one mutated file; throws what it may throw.
    @FunctionalInterface
    private interface Reading {
        void read(byte[] bytes) throws IOException;
    }

    @BeforeEach
    void makeARun() {
        run = folder.resolve("run");
        Cli.Result result = Cli.run(
                Runs.train(run, "--iterations", "6", "--checkpoint-every", "2", "--baseline", "task-regression"));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @AfterEach
    void note() throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%s: %d mutated files, %d refused, %d accepted; at most %.1f MB allocated and %.3f s for one%n",
                kind,
                accepted + refused,
                refused,
                accepted,
                mostBytes * 1e-6,
                mostSeconds);
        Files.writeString(Path.of("target", "fuzz-" + kind + ".txt"), line);
    }

    @Test
    void configFilesOfARun() throws IOException {
        kind = "config.json";
        byte[] original = Files.readAllBytes(run.resolve("config.json"));
        RunFolder runFolder = RunFolder.open(run);
        fuzz(original, bytes -> {
            Files.write(run.resolve("config.json"), bytes);
            RunRequest request = runFolder.readConfig(GivenSettings.NONE);
            new Checkpoints(run, request).newestValid(6, _ -> {});
        });
    }

    @Test
    void settingsFiles() throws IOException {
        kind = "settings.toml";
        byte[] original = """
                # settings
                env = "point-navigation-v1"
                algorithm = 'e-maml'
                hidden = [100, 50]
                inner-step-size = 0.1
                outer-step-size = 1e-3
                tasks = 20
                seed = 9_007
                skip-bad-updates = true
                """.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("settings.toml");
        CommandLine command = new CommandLine(new TrainCommand());
        SettingOptions.addTo(command, Settings.ALL);
        CommandLine.ParseResult parsed = command.parseArgs("--config", file.toString());
        fuzz(original, bytes -> {
            Files.write(file, bytes);
            RunRequest.resolve(SettingOptions.read(parsed, Settings.ALL));
        });
    }

    @Test
    void checkpoints() throws IOException {
        kind = "checkpoint";
        Path file = run.resolve("checkpoint-6.safetensors");
        byte[] original = Files.readAllBytes(file);
        RunRequest request = RunFolder.open(run).readConfig(GivenSettings.NONE);
        Checkpoints checkpoints = new Checkpoints(run, request);
        Safetensors tensors = Safetensors.read(file);
        fuzz(original, bytes -> {
            // Every other one has a correct checksum and something else wrong.
            Files.write(file, random.nextBoolean() ? bytes : forged(tensors));
            List<String> told = new ArrayList<>();
            int found = Objects.requireNonNull(checkpoints.newestValid(6, told::add))
                    .iteration();
            assertThat(found).isEqualTo(told.isEmpty() ? 6 : 4);
            if (found == 4) {
                throw new DamagedFile(String.join("\n", told));
            }
        });
    }

    /// A checkpoint with tensors left out, or of wrong length, type or values.
    private byte[] forged(Safetensors tensors) throws IOException {
        Safetensors.Builder builder = Safetensors.builder();
        int changed = random.nextInt(5);
        int index = 0;
        for (String name : tensors.names()) {
            boolean counters = name.equals("counters");
            long[] longs = counters ? tensors.longs(name) : new long[0];
            double[] doubles = counters ? new double[0] : tensors.doubles(name);
            int change = index++ == changed ? random.nextInt(6) : 6;
            switch (change) {
                case 0 -> {}
                case 1 -> {
                    double[] other = Arrays.copyOf(doubles, random.nextInt(9));
                    builder.put(name, other, other.length);
                }
                case 2 -> builder.put(name, new float[] {1, 2}, 2);
                case 3 -> {
                    if (doubles.length > 0) {
                        doubles[random.nextInt(doubles.length)] = Double.longBitsToDouble(random.nextLong());
                    }
                    builder.put(name, doubles, doubles.length);
                }
                case 4 -> builder.put(name, new long[] {random.nextInt(8), random.nextInt(-1, 9), 0}, 3);
                case 5 -> builder.put(name, new long[] {random.nextLong(), random.nextLong(), 6}, 3);
                default -> {
                    if (counters) {
                        builder.put(name, longs, longs.length);
                    } else {
                        builder.put(name, doubles, doubles.length);
                    }
                }
            }
        }
        tensors.metadata().forEach((key, value) -> {
            if (!key.equals("format") || random.nextInt(20) > 0) {
                builder.metadata(key, value);
            }
        });
        return builder.build().toBytes();
    }

    @Test
    void policies() throws IOException {
        kind = "policy";
        byte[] original = Files.readAllBytes(run.resolve("policy.safetensors"));
        RunFolder runFolder = RunFolder.open(run);
        RunRequest request = runFolder.readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        fuzz(original, bytes -> {
            Files.write(run.resolve("policy.safetensors"), bytes);
            NewestParameters.newest(runFolder, request, policy, warning -> {});
        });
    }

    @Test
    void metrics() throws IOException {
        kind = "metrics.jsonl";
        byte[] original = Files.readAllBytes(run.resolve("metrics.jsonl"));
        RunFolder runFolder = RunFolder.open(run);
        fuzz(original, bytes -> {
            Files.write(runFolder.metrics(), bytes);
            int complete = runFolder.metricsLog().complete();
            runFolder.metricsLog().truncate(complete);
            assertThat(runFolder.metricsLog().complete()).isEqualTo(complete);
            assertThat(Files.size(runFolder.metrics())).isLessThanOrEqualTo(bytes.length);
            if (complete < 6) {
                throw new DamagedFile("incomplete");
            }
        });
    }

    @Test
    void problemFilesOfCertify() throws IOException {
        kind = "problem";
        byte[] original = Files.readAllBytes(ShellSandbox.project().resolve("examples/mdp/safe-arm.json"));
        Path file = folder.resolve("problem.json");
        Path out = folder.resolve("result.json");
        fuzz(original, bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            Problems.parse("problem file", text);
            // Some of those that can be read go through the whole command, with little to enumerate.
            if (accepted % 50 == 0) {
                Files.write(file, bytes);
                certify(file, out);
            }
        });
    }

    private static void certify(Path file, Path out) {
        Cli.Result result = Cli.run(
                "certify",
                file.toString(),
                "--max-trajectories",
                "1000",
                "--max-inner-paths",
                "1000",
                "--threads",
                "1",
                "--out",
                out.toString());
        assertThat(result.exitCode()).as(result.err()).isIn(0, 1, 2);
        if (result.exitCode() != 0) {
            requireOneLine(result.err().strip());
        }
    }

    private void fuzz(byte[] original, Reading reading) throws IOException {
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = mutate(original);
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = threads.getCurrentThreadCpuTime();
            try {
                reading.read(bytes);
                accepted++;
            } catch (RequestException | RunFailedException e) {
                requireOneLine(String.valueOf(e.getMessage()));
                refused++;
            } catch (RuntimeException | Error e) {
                Path kept = Files.write(Path.of("target", "fuzz-failure-" + kind), bytes);
                throw new AssertionError("case " + i + ", see " + kept, e);
            }
            // The first ones load classes.
            if (i >= 100) {
                mostSeconds = Math.max(mostSeconds, (threads.getCurrentThreadCpuTime() - start) * 1e-9);
                mostBytes = Math.max(mostBytes, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertThat(mostBytes).isLessThan(MOST_BYTES);
        assertThat(mostSeconds).isLessThan(MOST_SECONDS);
        // Both happen, or the mutations would prove little.
        assertThat(refused).isGreaterThan(CASES / 10);
        assertThat(accepted).isGreaterThan(CASES / 200);
    }

    private static void requireOneLine(String message) {
        assertThat(message).isNotBlank().doesNotContain("java.", "jackson", "Exception");
        assertThat(message.length()).isLessThan(2500);
        assertThat(message.chars().noneMatch(Character::isISOControl))
                .as(message)
                .isTrue();
    }

    /// One to three changes: a flipped bit, a cut, a piece moved or repeated, a digit, a word of the format,
    /// many brackets, a wrong length of the header.
    private byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(1, 4); n > 0 && bytes.length > 16; n--) {
            bytes = mutateOnce(bytes);
        }
        return bytes;
    }

    private byte[] mutateOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
            case 2 -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
                System.arraycopy(bytes.clone(), from, bytes, at, length);
            }
            case 3 -> {
                int from = random.nextInt(at + 1);
                return insert(bytes, at, Arrays.copyOfRange(bytes, from, Math.min(at, from + 80)));
            }
            case 4, 5 -> {
                int digit = at;
                while (digit < bytes.length && (bytes[digit] < '0' || bytes[digit] > '9')) {
                    digit++;
                }
                if (digit < bytes.length) {
                    bytes[digit] = (byte) ('0' + random.nextInt(10));
                }
            }
            case 6 -> {
                String word = WORDS.get(random.nextInt(WORDS.size()));
                return insert(bytes, at, word.getBytes(StandardCharsets.UTF_8));
            }
            case 7 -> {
                if (random.nextInt(20) == 0) {
                    String bracket = random.nextBoolean() ? "[" : "{\"a\":";
                    return insert(
                            bytes, at, bracket.repeat(random.nextInt(1, 3000)).getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> {
                if (kind.equals("checkpoint") || kind.equals("policy")) {
                    long length = random.nextBoolean() ? 1L << random.nextInt(64) : random.nextLong(9000);
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
                }
            }
        }
        return bytes;
    }

    private static byte[] insert(byte[] bytes, int at, byte[] inserted) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.write(bytes, 0, at);
        longer.writeBytes(inserted);
        longer.write(bytes, at, bytes.length - at);
        return longer.toByteArray();
    }
}
