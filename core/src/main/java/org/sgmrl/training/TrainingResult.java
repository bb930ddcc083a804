package org.sgmrl.training;

import java.util.Arrays;
import java.util.List;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.StudentIntervals;

/// What came of a [MetaTraining]: the policy with its parameters, what was measured on the way, and the state to go on
/// from.
///
/// @param <T> type of the task
public final class TrainingResult<T> {
    private final MetaEnvironment<T> environment;
    private final Policy policy;
    private final TrainingSettings settings;
    private final OwnParts parts;
    private final int threads;
    private final TrainingSnapshot snapshot;
    private final List<IterationReport> reports;

    TrainingResult(
            MetaEnvironment<T> environment,
            Policy policy,
            TrainingSettings settings,
            OwnParts parts,
            int threads,
            TrainingSnapshot snapshot,
            List<IterationReport> reports) {
        this.environment = environment;
        this.policy = policy;
        this.settings = settings;
        this.parts = parts;
        this.threads = threads;
        this.snapshot = snapshot;
        this.reports = List.copyOf(reports);
    }

    /// The policy.
    ///
    /// @return its description
    public Policy policy() {
        return policy;
    }

    /// The parameters that were learnt.
    ///
    /// @return a copy, `[parameterCount]`
    public double[] theta() {
        return snapshot.theta();
    }

    /// Policy and parameters as files and services have them: to act, to adapt on transitions of one's own, to save.
    ///
    /// @return the policy, before adaptation
    public TrainedPolicy trainedPolicy() {
        return parts.trainedPolicy(
                environment.spec(), policy, settings.estimator(), snapshot.theta(), snapshot.iteration());
    }

    /// What was trained with.
    ///
    /// @return the settings
    public TrainingSettings settings() {
        return settings;
    }

    /// What every iteration measured, without those before the state that training began with.
    ///
    /// @return the reports, in order
    public List<IterationReport> reports() {
        return reports;
    }

    /// Whether all iterations were done: nothing stopped it.
    ///
    /// @return whether training came to its end
    public boolean isFinished() {
        return snapshot.iteration() == settings.iterations();
    }

    /// The state at the end, for [MetaTraining#startFrom].
    ///
    /// @return the state
    public TrainingSnapshot snapshot() {
        return snapshot;
    }

    /// Tests the policy on fresh tasks, which share no randomness with training: the same as `evaluate`.
    ///
    /// @param tasks how many tasks, at least 1
    /// @param innerSteps k, most steps of adaptation, at least 0
    /// @param seed seed of tasks and rollouts
    /// @return the returns after 0..k steps
    public MetaTest test(int tasks, int innerSteps, long seed) {
        try (MetaTester<T> tester = new MetaTester<>(environment, policy, settings, parts, innerSteps, threads)) {
            return new MetaTest(tester.returns(snapshot.theta(), tasks, seed, StreamDomain.TEST));
        }
    }

    /// Returns on fresh tasks.
    ///
    /// @param perTask `[k + 1][tasks]`: the mean undiscounted return of each task after 0..k steps of adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record MetaTest(double[][] perTask) {
        /// Refuses what is missing.
        public MetaTest {
            Arguments.given("perTask", perTask);
        }

        /// The mean over the tasks with its 95 % interval, Student's t.
        ///
        /// @return one for each number of steps, from 0
        public List<Interval> returns() {
            return Arrays.stream(perTask).map(StudentIntervals::ofMean).toList();
        }
    }
}
