package org.sgmrl.planar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;

/// Files of robots.
final class Files {
    private Files() {}

    /// Arrays by name.
    record Numbers(Map<String, double[]> arrays) {
        double[] get(String name) {
            return Objects.requireNonNull(arrays.get(name), name);
        }
    }

    /// The robot's model file.
    static String model(String robot) {
        return ModelFiles.find(robot).orElseThrow();
    }

    /// The robot's model as MuJoCo compiles it. From 4.0.0 on MuJoCo adds the margins of two geoms that touch, where it
    /// took the greater one before: there they are halved, and contacts are those of all versions.
    static MujocoModel compiled(String robot) {
        String xml = model(robot);
        boolean adds = Integer.parseInt(MujocoLibrary.load().version().replaceFirst("\\..*", "")) >= 4;
        return MujocoModel.compile(adds ? xml.replace("margin=\"0.001\"", "margin=\"0.0005\"") : xml);
    }

    static String text(Class<?> beside, String name) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The numbers that MuJoCo compiles, by array; the file says where they come from.
    static Numbers numbers(String robot) {
        Path file = Path.of(
                "..", "locomotion", "src", "test", "resources", "org", "sgmrl", "locomotion", robot + ".numbers");
        Map<String, double[]> arrays = new LinkedHashMap<>();
        try {
            for (String line : java.nio.file.Files.readAllLines(file)) {
                String[] parts = line.split(" ", -1);
                if (!line.startsWith("#") && parts.length > 1) {
                    arrays.put(
                            parts[0],
                            Arrays.stream(parts)
                                    .skip(1)
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Numbers(arrays);
    }
}
