package org.sgmrl.python;

import java.nio.file.Path;
import org.sgmrl.environment.MetaEnvironment;

/// A process that steps an environment for ever, to be killed.
final class Trainee {
    private Trainee() {}

    public static void main(String[] arguments) {
        PythonEnvironment environment = PythonEnvironment.of(Path.of(arguments[0]), Sources.PYTHON);
        int threads = Integer.parseInt(arguments[1]);
        for (int i = 1; i < threads; i++) {
            Thread.ofPlatform().start(() -> step(environment, false));
        }
        step(environment, true);
    }

    private static void step(MetaEnvironment<PythonTask> environment, boolean tell) {
        try (PythonBatch batch = (PythonBatch) environment.create(2)) {
            PythonTask task = environment.tasks().sample(Sources.streams(1)[0]);
            boolean first = tell;
            while (true) {
                batch.reset(task, Sources.streams(2), 2, new double[4]);
                if (first) {
                    first = false;
                    IO.println("stepping");
                }
                for (int i = 0; i < 10; i++) {
                    batch.step(new int[] {0, 1}, 2, new double[4], new double[4], new double[2], new boolean[2]);
                }
            }
        }
    }
}
