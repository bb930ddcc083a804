package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
