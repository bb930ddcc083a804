package example;

import java.util.List;
import org.sgmrl.environment.EnvironmentCheck;
import org.sgmrl.statistics.Interval;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.TrainingResult;

/// Checks the environment, trains on it and tests on tasks that training never saw.
final class Main {
    public static void main(String[] args) {
        List<String> findings = EnvironmentCheck.findings(Cart.TASKS, 0);
        if (!findings.isEmpty()) {
            throw new IllegalStateException(String.join("\n", findings));
        }
        TrainingResult<Double> result = MetaTraining.of(Cart.TASKS)
                .iterations(100)
                .seed(1)
                .tracker((report, _) -> {
                    if (report.iteration() % 20 == 0) {
                        System.out.println(report);
                    }
                })
                .run();
        List<Interval> returns = result.test(200, 1, 7).returns();
        System.out.printf("before adaptation %s, after one step %s%n", returns.get(0), returns.get(1));
        if (!(returns.get(1).low() > returns.get(0).high())) {
            throw new IllegalStateException("it did not learn to adapt");
        }
    }
}
