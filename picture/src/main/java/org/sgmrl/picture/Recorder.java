package org.sgmrl.picture;

import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.random.RandomStream;

/// Steps an environment and keeps its first and its latest episode.
final class Recorder<T> implements Environment<T> {
    private final VisibleEnvironment<T> environment;
    private final int stateSize;
    private @Nullable Episode first;
    private @Nullable Episode latest;

    Recorder(VisibleEnvironment<T> environment) {
        this.environment = environment;
        this.stateSize = environment.stateArrays().stream()
                .mapToInt(array -> array.size())
                .sum();
    }

    @Override
    public void reset(T task, RandomStream random, double[] observation) {
        environment.reset(task, random, observation);
        latest = new Episode(state());
        if (first == null) {
            first = latest;
        }
    }

    @Override
    public double step(double[] action, double[] observation) {
        double reward = environment.step(action, observation);
        latest().add(reward, state());
        return reward;
    }

    private double[] state() {
        double[] state = new double[stateSize];
        environment.state(state);
        return state;
    }

    Episode first() {
        return kept(first);
    }

    Episode latest() {
        return kept(latest);
    }

    private static Episode kept(@Nullable Episode episode) {
        if (episode == null) {
            throw new IllegalStateException("nothing has been recorded");
        }
        return episode;
    }

    @Override
    public boolean terminated() {
        return environment.terminated();
    }

    @Override
    public boolean diverged() {
        return environment.diverged();
    }

    @Override
    public void close() {
        environment.close();
    }
}
