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
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.locomotion.Locomotion;
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

    /// A copy of the model that the robot has on MuJoCo.
    static MujocoModel compiled(String robot) {
        String id = robot.replace('_', '-') + (robot.equals("hopper") ? "-parameters-v1" : "-velocity-v1");
        return ((Locomotion<?>) Environments.byId(id, "mujoco").orElseThrow())
                .model()
                .copy();
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
