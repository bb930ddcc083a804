package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures are read back with the JDK's own readers.
class RenderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "point-navigation-v1 | {\"goal\":[0.3,-0.2]}",
                "point-safe-goal-v1 | {\"goal\":[1.5,0]}",
                "half-cheetah-velocity-v1 | {\"velocity\":2}",
                "swimmer-velocity-v1 | {\"velocity\":0.15}",
                "ant-goal-v1 | {\"goal\":[1,1]}"
            })
    void anAnimationHasMovingFramesOfTheWidthAskedFor(String id, String task) throws IOException {
        Path file = folder.resolve("a.gif");

        Cli.Result result = render(file, id, task);

        assertThat(result.exitCode()).as(result.err()).isZero();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            int frames = reader.getNumImages(true);
            assertThat(frames).isBetween(5, 12);
            BufferedImage first = reader.read(0);
            assertThat(first.getWidth()).isEqualTo(480);
            assertThat(colours(first)).as("text, ground and body").hasSizeGreaterThan(4);
            int changed = 0;
            for (int i = 1; i < frames; i++) {
                changed += colours(reader.read(i)).size() > 1 ? 1 : 0;
            }
            assertThat(changed).as("frames that show something new").isGreaterThan(frames / 2);
        }
    }

    @Test
    void theSameCommandWritesTheSameBytesAndAnotherSeedOthers() throws IOException {
        byte[] first = bytes("a.gif", "0");
        assertThat(bytes("b.gif", "0")).isEqualTo(first);
        assertThat(bytes("c.gif", "1")).isNotEqualTo(first);
    }

    private byte[] bytes(String name, String seed) throws IOException {
        Path file = folder.resolve(name);
        String[] args = {
            "render", "--env", "half-cheetah-velocity-v1", "--seed", seed, "--frames", "4", "--out", file.toString()
        };
        assertThat(Cli.run(args).exitCode()).isZero();
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"point-navigation-v1", "point-sparse-corner-v1", "half-cheetah-velocity-v1"})
    void aStillPictureIsAPng(String id) throws IOException {
        Path file = folder.resolve("still.png");
        Cli.Result result = Cli.run("render", "--env", id, "--width", "600", "--out", file.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(600);
        assertThat(colours(image)).hasSizeGreaterThan(4);
    }

    /// Every pose has a robot in colour in a column of its own.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--frames 1 | 1200 | 1",
                "--frames 9 | 1200 | 9",
                "--frames 9 --width 700 | 700 | 9",
                "--frames 40 | 3532 | 40",
                "--width 240 | 240 | 4",
                "--frames 9 --renderer mujoco | 1200 | 9",
                "--frames 20 --renderer mujoco | 1557 | 20"
            })
    void aStripHasThePosesAskedForAndRoomForThem(String options, int width, int poses) throws IOException {
        Path file = folder.resolve("strip.png");
        List<String> args = new ArrayList<>(List.of("render", "--env", "half-cheetah-velocity-v1"));
        args.addAll(List.of(options.split(" ")));
        args.addAll(List.of("--out", file.toString()));

        Cli.Result result = Cli.run(args.toArray(String[]::new));

        assertThat(result.exitCode()).as(result.err()).isZero();
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(columns(image)).isEqualTo(poses);
    }

    /// Stretches of the row of pixels in which most is drawn: one that goes through all poses, and no text.
    private static int columns(BufferedImage image) {
        int paper = image.getRGB(0, 0);
        int columns = 0;
        int most = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            int drawn = 0;
            int stretches = 0;
            for (int x = 1; x < image.getWidth(); x++) {
                boolean here = image.getRGB(x, y) != paper;
                drawn += here ? 1 : 0;
                stretches += here && image.getRGB(x - 1, y) == paper ? 1 : 0;
            }
            if (drawn > most) {
                most = drawn;
                columns = stretches;
            }
        }
        return columns;
    }

    @Test
    void pathsNeedNoRoomForPoses() {
        Path file = folder.resolve("paths.png");
        assertThat(Cli.run(
                                "render",
                                "--env",
                                "point-safe-goal-v1",
                                "--width",
                                "240",
                                "--frames",
                                "40",
                                "--out",
                                file.toString())
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--env point-navigation-v1 --out x.jpg | must end in .gif",
                "--env nowhere-v1 --out x.gif | environment nowhere-v1 is unknown",
                "--env point-navigation-v1 --width 3 --out x.gif | width = 3 must be in 240..4000",
                "--env point-navigation-v1 --speed 0 --out x.gif | speed = 0.0 must be in 0.01..100",
                "--env half-cheetah-velocity-v1 --task {\"goal\":[1,1]} --out x.gif | velocity",
                "--out x.gif | --env",
                "--env point-navigation-v1 --renderer mujoco --out x.gif | is for environments that MuJoCo simulates",
                "--env half-cheetah-velocity-v1 --renderer opengl --out x.gif | must be outline or mujoco",
                "--env half-cheetah-velocity-v1 --width 240 --frames 20 --out x.png"
                        + " | --frames = 20 needs --width of at least 1",
                "--env half-cheetah-velocity-v1 --width 1200 --frames 40 --out x.png"
                        + " | --frames = 40 needs --width of at least 3532",
                "--env point-safe-goal-v1 --width 240 --frames 5 --renderer mujoco --out x.png"
                        + " | is for environments that MuJoCo simulates",
                "--env half-cheetah-velocity-v1 --width 240 --frames 20 --renderer mujoco --out x.png"
                        + " | --frames = 20 needs --width of at least 1",
                "--env half-cheetah-velocity-v1 --frames 41 --out x.png | frames = 41 must be in 1..40",
            })
    void aWrongRequestIsToldInOneLineAndWritesNothing(String args, String message) throws IOException {
        String[] words = ("render " + args.replace("x.", folder.resolve("x").toString() + ".")).split(" ");
        Cli.Result result = Cli.run(words);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1).first().asString().contains(message);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void mujocosRendererShowsBothTakesInMovingFrames() throws IOException {
        Path file = folder.resolve("m.gif");
        Cli.Result result = Cli.run(
                "render",
                "--env",
                "half-cheetah-velocity-v1",
                "--renderer",
                "mujoco",
                "--frames",
                "4",
                "--width",
                "480",
                "--out",
                file.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(4);
            BufferedImage first = reader.read(0);
            assertThat(orange(first, 0, 240)).as("robot before adaptation").isGreaterThan(300);
            assertThat(orange(first, 240, 480)).as("robot after adaptation").isGreaterThan(300);
            assertThat(colours(reader.read(2))).hasSizeGreaterThan(10);
        }
        // Negative control: the other renderer's robot after adaptation is blue.
        Path outline = folder.resolve("o.gif");
        assertThat(render(outline, "half-cheetah-velocity-v1", "{\"velocity\":1}")
                        .exitCode())
                .isZero();
        assertThat(orange(ImageIO.read(outline.toFile()), 240, 480)).isLessThan(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "libOSMesaThatIsNotThere.so | which was not found",
                "libm.so.6 | libm.so.6 is not OSMesa (it has no function OSMesaCreateContextExt)"
            })
    void withoutOsmesaOneLineNamesThePackageAndNothingIsWritten(String library, String message) throws Exception {
        Path file = folder.resolve("x.gif");
        Path output = folder.resolve("output");
        List<String> flags = List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsgmrl.mujoco.osmesa=" + library);
        String[] args = {"render", "--env", "half-cheetah-velocity-v1", "--renderer", "mujoco", "--out", file.toString()
        };
        assertThat(Cli.end(Cli.start(flags, output, args), args)).isEqualTo(1);
        assertThat(Files.readAllLines(output).stream().filter(line -> !line.startsWith("WARNING: Using incubator")))
                .singleElement()
                .asString()
                .contains(message, "apt-get install libosmesa6", "before 25.1");
        assertThat(file).doesNotExist();
    }

    /// As `resume --iterations` leaves it when it is interrupted: the policy file is that of the shorter run.
    @Test
    void ofAnExtendedRunTheNewestCheckpointIsShownAndNotTheOlderPolicyFile() throws IOException {
        Path shorter = folder.resolve("shorter");
        Path run = folder.resolve("run");
        String[] more = {"--env", "point-navigation-v1", "--checkpoint-every", "1", "--iterations"};
        assertThat(Cli.run(Runs.train(shorter, with(more, "1"))).exitCode()).isZero();
        assertThat(Cli.run(Runs.train(run, with(more, "3"))).exitCode()).isZero();
        Path policy = run.resolve("policy.safetensors");
        byte[] finished = picture(run.toString());
        byte[] older = picture(
                run.toString(),
                "--policy",
                shorter.resolve("policy.safetensors").toString());
        Files.copy(shorter.resolve("policy.safetensors"), policy, StandardCopyOption.REPLACE_EXISTING);

        assertThat(picture(run.toString())).isEqualTo(finished).isNotEqualTo(older);
    }

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }

    private byte[] picture(String... more) throws IOException {
        Path file = folder.resolve("p.png");
        List<String> args = new ArrayList<>(List.of("render", "--out", file.toString(), "--width", "480"));
        args.addAll(List.of(more));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return Files.readAllBytes(file);
    }

    /// Pixels of the lower part of some columns that are redder than blue by far.
    private static int orange(BufferedImage image, int from, int to) {
        int count = 0;
        for (int y = 60; y < image.getHeight() - 25; y++) {
            for (int x = from; x < to; x++) {
                int rgb = image.getRGB(x, y);
                count += ((rgb >> 16) & 0xff) - (rgb & 0xff) > 40 ? 1 : 0;
            }
        }
        return count;
    }

    private static Cli.Result render(Path file, String id, String task) {
        return Cli.run(
                "render", "--env", id, "--task", task, "--frames", "12", "--width", "480", "--out", file.toString());
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new TreeSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
