package example;

import java.util.List;
import org.sgmrl.policy.PolicyCheck;
import org.sgmrl.statistics.Interval;
import org.sgmrl.training.MetaTraining;

/// Trains a policy class of one's own, after the laws that a policy must keep.
final class Main {
    public static void main(String[] args) {
        List<String> findings = PolicyCheck.findings(new LinearPolicy(3), 0);
        if (!findings.isEmpty()) {
            throw new IllegalStateException(String.join("\n", findings));
        }
        List<Interval> returns = MetaTraining.of(Rail.TASKS)
                .policy(LinearPolicy::of)
                // Two parameters have far to go: both steps are larger than those that fit a network.
                .settings(s -> s.withInnerStep(step -> step.withSize(4)).withOuterStep(step -> step.withSize(0.02)))
                .iterations(100)
                .run()
                .test(200, 1, 7)
                .returns();
        System.out.printf("before adaptation %s, after one step %s%n", returns.get(0), returns.get(1));
        if (!(returns.get(1).low() > returns.get(0).high())) {
            throw new IllegalStateException("it did not learn to adapt");
        }
    }
}
