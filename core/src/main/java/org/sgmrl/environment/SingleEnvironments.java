package org.sgmrl.environment;

import java.util.Arrays;
import java.util.List;
import org.sgmrl.io.Closing;
import org.sgmrl.random.RandomStream;

/// A batch made of single environments.
final class SingleEnvironments<T> implements BatchedEnvironment<T> {
    private final List<Environment<T>> environments;
    private final double[] action;
    private final double[] observation;

    SingleEnvironments(EnvironmentSpec spec, List<Environment<T>> environments) {
        this.environments = environments;
        this.action = new double[spec.actionSpace().size()];
        this.observation = new double[spec.observationSize()];
    }

    /// Lets [EnvironmentCheck] see which numbers of an observation a step leaves alone.
    void fillObservation(double value) {
        Arrays.fill(observation, value);
    }

    @Override
    public void reset(T task, RandomStream[] streams, int rollouts, double[] observations) {
        for (int i = 0; i < rollouts; i++) {
            environments.get(i).reset(task, streams[i], observation);
            System.arraycopy(observation, 0, observations, i * observation.length, observation.length);
        }
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated) {
        for (int k = 0; k < count; k++) {
            Environment<T> environment = environments.get(active[k]);
            System.arraycopy(actions, k * action.length, action, 0, action.length);
            rewards[k] = environment.step(action, observation);
            terminated[k] = environment.terminated();
            System.arraycopy(observation, 0, observations, k * observation.length, observation.length);
        }
    }

    @Override
    public boolean diverged(int rollout) {
        return environments.get(rollout).diverged();
    }

    @Override
    public void close() {
        try (Closing all = new Closing()) {
            environments.forEach(all::add);
        }
    }
}
