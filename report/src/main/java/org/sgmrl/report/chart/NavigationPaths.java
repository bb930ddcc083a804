package org.sgmrl.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
/// @param scale from the environment's units to a picture's, where the arena is one wide
public record NavigationPaths(
        Goal goal, List<double[]> before, List<double[]> after, List<Navigation.Region> regions, double scale) {
    private static final int SHOWN = 5;

    /// Samples paths to `count` goals.
    public static List<NavigationPaths> sample(
            Navigation environment, TrainingSettings settings, double[] theta, int count) {
        Policy policy = settings.newPolicy(environment.spec());
        List<NavigationPaths> result = new ArrayList<>();
        int steps = Math.max(1, settings.innerStep().steps());
        var loopSettings = settings.estimator().forTesting(steps);
        TrajectoryBatch last = new TrajectoryBatch(
                loopSettings.sampling().outerTrajectories(),
                loopSettings.sampling().horizon(),
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
                result.add(new NavigationPaths(
                        goal, paths(loop.batch(0)), paths(last), environment.regions(goal), 0.5 / environment.arena()));
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

    /// A picture, as an SVG element of a page.
    public String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"map\" viewBox=\"-0.54 -0.54 1.08 1.08\" role=\"img\""
                        + " aria-label=\"paths to the goal at (%.2f, %.2f)\">%n",
                goal.x(),
                goal.y()));
        svg.append("<rect x=\"-0.5\" y=\"-0.5\" width=\"1\" height=\"1\" fill=\"none\" class=\"grid\"/>\n");
        for (Navigation.Region region : regions) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.3f\" cy=\"%.3f\" r=\"%.3f\" fill=\"currentColor\" opacity=\".08\"/>%n",
                    scale * region.x(),
                    -scale * region.y(),
                    scale * region.radius()));
        }
        draw(svg, "before", before);
        draw(svg, "after", after);
        return svg.append(String.format(
                        Locale.ROOT,
                        "<path class=\"goal\" d=\"M%.3f %.3fm-.03 0h.06m-.03 -.03v.06\"/>%n</svg>",
                        scale * goal.x(),
                        -scale * goal.y()))
                .toString();
    }

    private void draw(StringBuilder svg, String style, List<double[]> paths) {
        for (double[] path : paths) {
            svg.append("<polyline class=\"path ").append(style).append("\" points=\"");
            for (int i = 0; i < path.length; i += 2) {
                svg.append(String.format(Locale.ROOT, "%.3f,%.3f ", scale * path[i], -scale * path[i + 1]));
            }
            svg.append("\"/>\n");
        }
    }
}
