import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;

/// What iterations on Spark cost beyond computing: iterations of tiny trajectories, all sizes in one process, so that the
/// code is warm. Prints one line an iteration.
///
///     java -cp 'JARS/*' Sweep.java MASTER CORES SECONDS TASKS:HIDDEN…
void main(String[] args) {
    EngineProvider spark = ServiceLoader.load(EngineProvider.class).findFirst().orElseThrow();
    IO.println("cores\ttasks\tparameters\tworkers\tpartitions\tbroadcastBytes\tresultBytes\tcomputeMicros\tcollectMicros");
    try (EngineProvider.Hold hold = spark.hold()) {
        // The first round, which is not printed, warms up.
        for (int round = 0; round < 2; round++) {
            for (String size : Arrays.asList(args).subList(3, args.length)) {
                int[] hidden = Arrays.stream(size.split(":")[1].split(",")).mapToInt(Integer::parseInt).toArray();
                sweep(spark, args, Integer.parseInt(size.split(":")[0]), hidden, round > 0);
            }
        }
    }
}

void sweep(EngineProvider spark, String[] args, int tasks, int[] hidden, boolean print) {
    MetaEnvironment<?> environment = Environments.byId("point-navigation-v1").orElseThrow();
    TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL)
            .withTasks(tasks)
            .withSampling(sampling -> sampling.withInnerTrajectories(1).withOuterTrajectories(1).withHorizon(2))
            .withPolicy(policy -> policy.withHidden(Arrays.stream(hidden).boxed().toList()));
    sweep(spark, args, environment, settings, print);
}

<T> void sweep(
        EngineProvider spark, String[] args, MetaEnvironment<T> environment, TrainingSettings settings, boolean print) {
    Policy policy = settings.newPolicy(environment.spec());
    try (TaskEngine<T> engine = spark.create(new EngineRequest<>(environment, policy, settings, args[0]))) {
        MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
        long end = System.nanoTime() + (long) (Double.parseDouble(args[2]) * 1e9);
        for (int i = 0; i < 5 || (System.nanoTime() < end && i < 200); i++) {
            trainer.iterate();
            Map<String, Long> costs = engine.costs();
            if (print) {
                IO.println(args[1] + "\t" + settings.tasks() + "\t" + policy.parameterCount() + "\t"
                        + costs.get("workers") + "\t" + costs.get("partitions") + "\t" + costs.get("broadcastBytes")
                        + "\t" + costs.get("resultBytes") + "\t" + costs.get("computeMicros") + "\t"
                        + costs.get("collectMicros"));
            }
        }
    }
}
