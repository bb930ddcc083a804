package org.sgmrl.python;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.EnvironmentCheck;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.statistics.StudentIntervals;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;

/// Trains on a Python file with the tuned preset and tells the returns: `FILE PYTHON ITERATIONS TASKS TRAJECTORIES
/// OUTER-STEP SEED THREADS`. A line every iteration: iteration, steps, return before and after adaptation; in the
/// end, on 40 fresh tasks, the returns of the first and the last policy with 95 % intervals.
final class Curve {
    private static final int TEST_TASKS = 40;

    private Curve() {}

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[7]);
        try (PythonEnvironment environment = PythonEnvironment.of(Path.of(arguments[0]), arguments[1])) {
            IO.println("# " + environment.simulator());
            for (String finding : EnvironmentCheck.findings(environment, 1)) {
                IO.println("# " + finding);
            }
            TrainingSettings settings = settings(environment, arguments);
            Policy policy = settings.newPolicy(environment.spec());
            try (LocalEngine<PythonTask> engine = new LocalEngine<>(environment, policy, settings, threads);
                    MetaTester<PythonTask> tester = new MetaTester<>(environment, policy, settings, 1, threads)) {
                MetaTrainer<PythonTask> trainer = new MetaTrainer<>(environment, policy, settings, engine);
                test("first", tester, trainer.theta());
                trainer.run(List.of((report, _) -> IO.println(String.format(
                        Locale.ROOT,
                        "%d\t%d\t%.3f\t%.3f",
                        report.iteration(),
                        report.envSteps(),
                        report.preReturn(),
                        report.postReturn()))));
                test("last", tester, trainer.theta());
            }
        }
    }

    private static TrainingSettings settings(PythonEnvironment environment, String[] arguments) {
        int trajectories = Integer.parseInt(arguments[4]);
        return TrainingSettings.of(Preset.TUNED, environment.spec(), Method.SG_MRL)
                .withOuterStep(step -> step.withSize(Double.parseDouble(arguments[5])))
                .withTasks(Integer.parseInt(arguments[3]))
                .withSampling(
                        sampling -> sampling.withInnerTrajectories(trajectories).withOuterTrajectories(trajectories))
                .withIterations(Integer.parseInt(arguments[2]))
                .withSeed(Long.parseLong(arguments[6]));
    }

    private static void test(String name, MetaTester<PythonTask> tester, double[] theta) {
        double[][] returns = tester.returns(theta, TEST_TASKS, 1, StreamDomain.TEST);
        List<String> words = Arrays.stream(returns)
                .map(stage -> StudentIntervals.ofMean(stage))
                .map(i -> String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", i.mean(), i.low(), i.high()))
                .toList();
        IO.println("# " + name + " policy: " + words.get(0) + " before, " + words.get(1) + " after one inner step");
    }
}
