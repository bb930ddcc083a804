package org.sgmrl.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.environment.VisibleEnvironment.Stage;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerLoop;
import org.sgmrl.io.Closing;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// What a policy does on one task before and after adaptation: the very rollouts that the inner
/// loop samples.
///
/// @param <T> type of the task
public final class Recording<T> implements AutoCloseable {
    private final String environmentId;
    private final List<Take> takes;
    private final VisibleEnvironment<T> stage;
    private final T task;
    private final double[] observation;

    private Recording(MetaEnvironment<T> environment, T task, List<Take> takes) {
        this.environmentId = environment.spec().id();
        this.observation = new double[environment.spec().observationSize()];
        this.task = task;
        this.takes = takes;
        try (Closing opened = new Closing()) {
            stage = opened.add(visible(environment).orElseThrow());
            stage.restore(task, takes.getFirst().shown().state(0), observation);
            opened.keep();
        }
    }

    /// Whether pictures can be drawn of an environment. Needs what the environment needs to run.
    ///
    /// @param environment the environment
    /// @param <T> type of the task
    /// @return an environment of which pictures can be drawn, owned by the caller, or empty
    public static <T> Optional<VisibleEnvironment<T>> visible(MetaEnvironment<T> environment) {
        StatefulEnvironment<T> single = environment.createStateful().orElse(null);
        if (single instanceof VisibleEnvironment<T> visible) {
            return Optional.of(visible);
        }
        if (single != null) {
            single.close();
        }
        return Optional.empty();
    }

    /// What does not move in an environment, without an adaptation.
    ///
    /// @param environment the environment
    /// @param task the task
    /// @param seed decides all randomness
    /// @param <T> type of the task
    /// @return its scenery, or empty where it is not [#visible]
    public static <T> Optional<Scenery> scenery(MetaEnvironment<T> environment, T task, long seed) {
        Optional<VisibleEnvironment<T>> visible = visible(environment);
        if (visible.isEmpty()) {
            return Optional.empty();
        }
        try (VisibleEnvironment<T> stage = visible.get()) {
            RandomStream random =
                    RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT);
            stage.reset(task, random, new double[environment.spec().observationSize()]);
            return Optional.of(stage.scenery());
        }
    }

    /// Adapts to a task and records on the way.
    ///
    /// @param environment an environment that is [#visible]
    /// @param policy the policy
    /// @param settings of the inner loop, [EstimatorSettings#forTesting]
    /// @param theta parameters to start from
    /// @param task the task
    /// @param seed names the randomness
    /// @param <T> type of the task
    /// @return the recording: a take before adaptation and, with inner steps, one after them
    public static <T> Recording<T> of(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            double[] theta,
            T task,
            long seed) {
        List<Recorder<T>> recorders = new ArrayList<>();
        MetaEnvironment<T> recorded = MetaEnvironment.of(environment.spec(), environment.tasks(), () -> {
            try (Closing opened = new Closing()) {
                Recorder<T> recorder =
                        new Recorder<>(opened.add(visible(environment).orElseThrow()));
                recorders.add(recorder);
                opened.keep();
                return recorder;
            }
        });
        RolloutKey key = new RolloutKey(seed, StreamDomain.DEMONSTRATION, 0, 0);
        TrajectoryBatch last = new TrajectoryBatch(
                settings.sampling().outerTrajectories(),
                settings.sampling().horizon(),
                policy.observationSize(),
                policy.actionSize());
        try (InnerLoop<T> loop = new InnerLoop<>(recorded, policy, settings)) {
            loop.adapt(theta, task, key);
            loop.sampleAdapted(task, key, last);
        }
        List<Take> takes = new ArrayList<>();
        takes.add(new Take(
                "before adaptation",
                false,
                recorders.stream().map(Recorder::first).toList()));
        int steps = settings.innerStep().steps();
        if (steps > 0) {
            takes.add(new Take(
                    "after " + steps + (steps == 1 ? " step" : " steps"),
                    true,
                    recorders.stream().map(Recorder::latest).toList()));
        }
        return new Recording<>(environment, task, List.copyOf(takes));
    }

    /// What was recorded.
    ///
    /// @return one take, or two
    public List<Take> takes() {
        return takes;
    }

    String environmentId() {
        return environmentId;
    }

    /// The scenery.
    ///
    /// @return what does not move
    public Scenery scenery() {
        return stage.scenery();
    }

    /// The task in words.
    ///
    /// @return such as `velocity 1.50 m/s`
    public String task() {
        return Picture.readable(stage.scenery().task());
    }

    /// The environment, with its task.
    VisibleEnvironment<T> stage() {
        return stage;
    }

    void show(double[] state, Stage receiver) {
        stage.restore(task, state, observation);
        stage.show(receiver);
    }

    String progress(double[] earlier, double[] now, int steps) {
        return stage.progress(earlier, now, steps);
    }

    /// Steps of the longest episode that is shown.
    int steps() {
        int steps = 0;
        for (Take take : takes) {
            steps = Math.max(steps, take.shown().length());
        }
        return steps;
    }

    @Override
    public void close() {
        stage.close();
    }
}
