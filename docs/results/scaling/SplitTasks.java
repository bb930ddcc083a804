import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.BatchSampler;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;

/// What a task is made of: processor time of a whole estimate, and of a batch of so many trajectories in one thread. Then the
/// time on the clock of an estimate whose batches are sampled by so many threads, all in turns. One line of tab-separated
/// values for each measurement, in milliseconds.
///
///     java -cp CLASSES SplitTasks.java ENVIRONMENT SIMULATOR ROUNDS
///
/// Sizes are those of preset released. SIMULATOR is a dash for environments that have none to choose.
static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

void main(String[] args) {
    MetaEnvironment<?> environment =
            args[1].equals("-") ? Environments.byId(args[0]).orElseThrow() : Environments.byId(args[0], args[1]).orElseThrow();
    measure(environment, args[1], Integer.parseInt(args[2]));
}

<T> void measure(MetaEnvironment<T> environment, String simulator, int rounds) {
    TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL);
    Sampling sampling = settings.estimator().sampling();
    Policy policy = settings.newPolicy(environment.spec());
    double[] theta = new double[policy.parameterCount()];
    MetaTrainer.initialize(policy, 0, theta);
    T task = MetaTrainer.task(environment.tasks(), 0, 0, 1);
    IO.println("simulator\twhat\tthreads or trajectories\tround\tms");
    EngineRequest<T> request = new EngineRequest<>(environment, policy, settings, "");
    try (TaskGradientEstimator<T> whole = request.newEstimator();
            TaskGradientEstimator<T> split = request.newEstimator(2)) {
        TaskGradient share = settings.newTaskGradient(policy);
        IntConsumer alone = i -> whole.estimate(theta, task, LocalEngine.key(0, i, 1), share);
        IntConsumer together = i -> split.estimate(theta, task, LocalEngine.key(0, i, 1), share);
        for (int i = 0; i < rounds; i++) { // warms up
            alone.accept(i);
            together.accept(i);
        }
        for (int i = 0; i < rounds; i++) {
            print(simulator, "estimate", 1, i, processor(alone, i));
            print(simulator, "clock", 1, i, clock(alone, i));
            print(simulator, "clock", 2, i, clock(together, i));
        }
    }
    for (int trajectories : new int[] {1, 2, 3, 4, 5, 7, 10, 20}) {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(
                trajectories, sampling.horizon(), policy.observationSize(), policy.actionSize());
        batch.decisions().memory(evaluator.newMemory(batch.decisions().capacity()));
        try (BatchSampler<T> sampler = BatchSampler.of(
                environment, policy, 1, evaluator.noiseSize(), trajectories, sampling.horizon())) {
            IntConsumer sample = i -> {
                evaluator.setParameters(theta);
                sampler.sample(theta, evaluator, task, LocalEngine.key(0, i, 1), 0, 0, trajectories, batch);
            };
            for (int i = 0; i < rounds; i++) {
                sample.accept(i);
            }
            for (int i = 0; i < rounds; i++) {
                print(simulator, "batch", trajectories, i, processor(sample, i));
            }
        }
    }
}

double processor(IntConsumer work, int round) {
    long start = THREADS.getCurrentThreadCpuTime();
    work.accept(round);
    return (THREADS.getCurrentThreadCpuTime() - start) * 1e-6;
}

double clock(IntConsumer work, int round) {
    long start = System.nanoTime();
    work.accept(round);
    return (System.nanoTime() - start) * 1e-6;
}

void print(String simulator, String what, int count, int round, double milliseconds) {
    IO.println(String.format(Locale.ROOT, "%s\t%s\t%d\t%d\t%.3f", simulator, what, count, round, milliseconds));
}
