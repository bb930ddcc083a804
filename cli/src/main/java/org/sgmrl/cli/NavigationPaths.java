package org.sgmrl.cli;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.Navigation;
import org.sgmrl.estimator.InnerLoop;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.training.TrainingSettings;

/// A few paths to one unseen goal, before and after adaptation; a path is x, y, x, y, ….
///
/// @param goal the task
/// @param before paths of the policy as trained
/// @param after paths of the adapted policy
/// @param regions where rewards are confined to
record NavigationPaths(Goal goal, List<double[]> before, List<double[]> after, List<Navigation.Region> regions) {
    private static final int SHOWN = 5;

    /// Samples paths to `count` goals.
    static List<NavigationPaths> sample(Navigation environment, TrainingSettings settings, double[] theta, int count) {
        Policy policy = settings.newPolicy(environment.spec());
        List<NavigationPaths> result = new ArrayList<>();
        int steps = Math.max(1, settings.innerSteps());
        var loopSettings = settings.metaGradient().forTesting(steps);
        TrajectoryBatch last = new TrajectoryBatch(
                loopSettings.outerTrajectories(),
                loopSettings.horizon(),
                policy.observationSize(),
                policy.actionSize());
        try (InnerLoop<Goal> loop = new InnerLoop<>(environment, policy, loopSettings)) {
            for (int i = 0; i < count; i++) {
                Goal goal = environment
                        .tasks()
                        .sample(RandomStream.of(
                                settings.seed(), StreamDomain.DEMONSTRATION, 0, i, 0, 0, StreamPurpose.TASK));
                RolloutKey key = new RolloutKey(settings.seed(), StreamDomain.DEMONSTRATION, 0, i);
                loop.adapt(theta, goal, key);
                loop.sampleAdapted(goal, key, last);
                result.add(new NavigationPaths(goal, paths(loop.batch(0)), paths(last), environment.regions(goal)));
            }
        }
        return result;
    }

    private static List<double[]> paths(TrajectoryBatch batch) {
        List<double[]> paths = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN, batch.trajectories()); i++) {
            double[] path = new double[2 * batch.length(i)];
            System.arraycopy(batch.decisions().observations(), 2 * batch.start(i), path, 0, path.length);
            paths.add(path);
        }
        return paths;
    }
}
