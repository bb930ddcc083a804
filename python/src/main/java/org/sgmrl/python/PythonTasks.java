package org.sgmrl.python;

import java.util.List;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;
import tools.jackson.databind.JsonNode;

/// The tasks of `sample_task`. Their numbers are those of the JSON text in its order.
final class PythonTasks implements TaskDistribution<PythonTask> {
    private final PythonFile file;
    private final TaskDrawer drawer;
    private final PythonTask example;
    private final int numbers;

    PythonTasks(PythonFile file, TaskDrawer drawer) {
        this.file = file;
        this.drawer = drawer;
        this.example = drawer.draw(0);
        this.numbers = example.numbers().size();
    }

    /// Any task.
    PythonTask example() {
        return example;
    }

    @Override
    public PythonTask sample(RandomStream random) {
        PythonTask task = drawer.draw(random.nextLong() >>> 1);
        check(task);
        return task;
    }

    private void check(PythonTask task) {
        int count = task.numbers().size();
        if (count != numbers) {
            throw new EnvironmentException(file.shown() + ": sample_task returned " + task.brief() + " with " + count
                    + " numbers, and " + example.brief() + " with " + numbers
                    + " before; all tasks must have as many, which baselines predict returns from");
        }
    }

    /// The key, where the tasks are dictionaries of one entry, as those of `{"goal": [x, y]}` are.
    @Override
    public String label() {
        JsonNode tree = example.tree();
        return tree.isObject() && tree.size() == 1
                ? tree.propertyNames().iterator().next()
                : "task";
    }

    /// A task of text alone counts as one number, 0.
    @Override
    public int parameterCount() {
        return Math.max(1, numbers);
    }

    @Override
    public void parameters(PythonTask task, double[] out) {
        check(task);
        List<Double> values = task.numbers();
        out[0] = 0;
        for (int i = 0; i < values.size(); i++) {
            out[i] = values.get(i);
        }
    }

    @Override
    public PythonTask task(double[] given) {
        if (numbers == 0) {
            throw new IllegalArgumentException("cannot be given as numbers: " + example.brief() + " has none");
        }
        TaskDistribution.require(given, numbers);
        return example.with(given);
    }
}
