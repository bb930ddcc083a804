package org.sgmrl.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Files of users.
final class Sources {
    /// Debian's where there is one: others' are often scripts that choose a version first, which takes longer. The
    /// system property `sgmrl.python` names another.
    static final String PYTHON = System.getProperty(
            "sgmrl.python", Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3");

    /// A counter with a bit of everything, whose pieces tests replace.
    static final String COUNTER = """
            import math, os, random, sys, time
            spec = {"observation_space": 2, "action_space": {"low": [-1, -2], "high": [1, 2]}, "horizon": 10}

            def sample_task(rng):
                return {"speed": rng.random()}

            class Counter:
                def __init__(self, task):
                    self.task = task

                def reset(self, seed=None):
                    self.random = random.Random(seed)
                    self.steps = 0
                    return self.observation(), {}

                def observation(self):
                    return [float(self.steps), self.random.random()]

                def step(self, action):
                    self.steps += 1
                    reward = action[0] * self.task["speed"]
                    return self.observation(), reward, False, False, {}

            def make(task):
                return Counter(task)
            """;

    private Sources() {}

    /// The counter with pieces replaced, each exactly once.
    static String counter(String... replacements) {
        String source = COUNTER;
        for (int i = 0; i < replacements.length; i += 2) {
            if (!source.contains(replacements[i])) {
                throw new IllegalArgumentException(replacements[i] + " is not in the source");
            }
            source = source.replace(replacements[i], replacements[i + 1]);
        }
        return source;
    }

    static Path write(Path folder, String source) {
        try {
            return Files.writeString(folder.resolve("tasks.py"), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file of the tests' resources, in a folder.
    static Path resource(Path folder, String name) {
        try (InputStream in = Objects.requireNonNull(Sources.class.getResourceAsStream(name), name)) {
            return Files.writeString(folder.resolve(name), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RandomStream[] streams(int count) {
        RandomStream[] streams = new RandomStream[count];
        for (int i = 0; i < count; i++) {
            streams[i] = RandomStream.of(7, StreamDomain.DEMONSTRATION, 0, 0, 0, i, StreamPurpose.ENVIRONMENT);
        }
        return streams;
    }
}
