package org.sgmrl.planar;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.Yardstick;
import org.sgmrl.environment.robot.Health;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.random.RandomStream;

/// Steps a second of this simulator beside MuJoCo's, in turns: `StepBenchmark [turns] [seconds] [robot …]`. MuJoCo is
/// stepped by the plain loop in C of the module `mujoco`, by the wall clock, and through the binding, which is as fast,
/// by the time that the thread had a processor, which other work on the machine disturbs less. Robots that fall start
/// again at once; in whole environments they rest until all have fallen or 200 steps are over.
final class StepBenchmark {
    private static final int ROBOTS = 40;
    private static final int HORIZON = 200;
    private static final LongSupplier WALL = System::nanoTime;
    private static final LongSupplier PROCESSOR = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

    private static final List<Subject> SUBJECTS = List.of(
            new Subject(Robot.HALF_CHEETAH, "half-cheetah-velocity-v1", 5, Health.ALWAYS),
            new Subject(Robot.SWIMMER, "swimmer-velocity-v1", 4, Health.ALWAYS),
            new Subject(Robot.HOPPER, "hopper-parameters-v1", 4, Health.HOPPER),
            new Subject(Robot.WALKER, "walker2d-velocity-v1", 8, Health.WALKER));

    private StepBenchmark() {}

    /// A robot and one of its environments.
    private record Subject(Robot robot, String id, int skip, Health health) {}

    /// Controls of a robot from its state, the same for both simulators.
    private interface Pilot {
        void act(double[] qpos, double[] qvel, RandomStream random, double[] control);
    }

    private interface Loop {
        /// Environment steps taken in about so many seconds, a second.
        double run(double seconds);
    }

    private static Pilot uniform(double scale) {
        return (qpos, qvel, random, control) -> {
            random.fillUniform(control, 0, control.length);
            for (int i = 0; i < control.length; i++) {
                control[i] = scale * (2 * control[i] - 1);
            }
        };
    }

    /// A linear policy that runs, found by random search.
    private static final class Runner implements Pilot {
        private final int hidden;
        private final double[] weights;

        Runner(PlanarModel model, Robot robot) {
            hidden = robot.hidden();
            weights = new double[model.actuators() * (2 * model.dofs() - hidden)];
        }

        @Override
        public void act(double[] qpos, double[] qvel, RandomStream random, double[] control) {
            int at = 0;
            for (int a = 0; a < control.length; a++) {
                double sum = 0;
                for (int i = hidden; i < qpos.length; i++) {
                    sum += weights[at++] * qpos[i];
                }
                for (double v : qvel) {
                    sum += weights[at++] * v;
                }
                control[a] = Math.min(Math.max(sum, -1), 1);
            }
        }

        /// How far the root comes before the robot falls.
        private double distance(PlanarModel model, Subject subject, Stepper stepper, int seed) {
            PlanarState state = new PlanarState(model, 1, 1);
            RandomStream random = States.stream(seed);
            double[] qpos = new double[model.dofs()];
            double[] qvel = new double[model.dofs()];
            double[] control = new double[model.actuators()];
            subject.robot().start(random, model.initial, qpos, qvel);
            state.place(0, qpos, qvel);
            for (int h = 0; h < HORIZON && subject.health().isUp(qpos, qvel); h++) {
                act(qpos, qvel, random, control);
                for (int i = 0; i < control.length; i++) {
                    state.control(0, i, control[i]);
                }
                stepper.step(state, 0, subject.skip());
                if (state.broken[0]) {
                    return -1e6;
                }
                state.read(0, qpos, qvel);
            }
            return qpos[0];
        }

        /// Basic random search: differences of returns weigh random directions.
        double train(PlanarModel model, Subject subject, int iterations) {
            Stepper stepper = new ScalarStepper(model);
            RandomStream random = States.stream(1);
            int directions = 16;
            double[][] deltas = new double[directions][weights.length];
            double[][] results = new double[directions][2];
            double[] centre = weights.clone();
            for (int k = 0; k < iterations; k++) {
                double sum = 0;
                double squares = 0;
                for (int d = 0; d < directions; d++) {
                    random.fillGaussian(deltas[d], 0, weights.length);
                    for (int side = 0; side < 2; side++) {
                        for (int i = 0; i < weights.length; i++) {
                            weights[i] = centre[i] + (side == 0 ? 0.03 : -0.03) * deltas[d][i];
                        }
                        results[d][side] = distance(model, subject, stepper, k);
                        sum += results[d][side];
                        squares += results[d][side] * results[d][side];
                    }
                }
                int n = 2 * directions;
                double deviation = Math.sqrt(Math.max(1e-12, squares / n - sum / n * (sum / n)));
                for (int d = 0; d < directions; d++) {
                    double share = 0.02 / (directions * deviation) * (results[d][0] - results[d][1]);
                    for (int i = 0; i < weights.length; i++) {
                        centre[i] += share * deltas[d][i];
                    }
                }
            }
            System.arraycopy(centre, 0, weights, 0, weights.length);
            return distance(model, subject, stepper, 12345);
        }
    }

    private static Loop planar(PlanarModel model, Subject subject, Stepper stepper, Pilot pilot, LongSupplier clock) {
        PlanarState state = new PlanarState(model, ROBOTS, stepper.lanes());
        double[] qpos = new double[model.dofs()];
        double[] qvel = new double[model.dofs()];
        double[] control = new double[model.actuators()];
        RandomStream random = States.stream(2);
        return seconds -> {
            long begin = clock.getAsLong();
            long steps = 0;
            while (clock.getAsLong() - begin < seconds * 1e9) {
                for (int e = 0; e < state.stride; e++) {
                    subject.robot().start(random, model.initial, qpos, qvel);
                    state.place(e, qpos, qvel);
                }
                for (int h = 0; h < HORIZON; h++) {
                    for (int e = 0; e < ROBOTS; e++) {
                        state.read(e, qpos, qvel);
                        if (!subject.health().isUp(qpos, qvel)) {
                            subject.robot().start(random, model.initial, qpos, qvel);
                            state.place(e, qpos, qvel);
                        }
                        pilot.act(qpos, qvel, random, control);
                        for (int i = 0; i < control.length; i++) {
                            state.control(e, i, control[i]);
                        }
                    }
                    for (int first = 0; first < ROBOTS; first += stepper.lanes()) {
                        stepper.step(state, first, subject.skip());
                    }
                }
                steps += (long) HORIZON * ROBOTS;
            }
            return steps / ((clock.getAsLong() - begin) / 1e9);
        };
    }

    private static Loop mujoco(
            PlanarModel model, Subject subject, MujocoSimulation simulation, Pilot pilot, LongSupplier clock) {
        double[] qpos = new double[model.dofs()];
        double[] qvel = new double[model.dofs()];
        double[] control = new double[model.actuators()];
        RandomStream random = States.stream(2);
        return seconds -> {
            long begin = clock.getAsLong();
            long steps = 0;
            while (clock.getAsLong() - begin < seconds * 1e9) {
                subject.robot().start(random, model.initial, qpos, qvel);
                simulation.reset(qpos, qvel);
                for (int h = 0; h < HORIZON; h++) {
                    if (!subject.health().isUp(qpos, qvel)) {
                        subject.robot().start(random, model.initial, qpos, qvel);
                        simulation.reset(qpos, qvel);
                    }
                    pilot.act(qpos, qvel, random, control);
                    simulation.setControls(control, 0);
                    simulation.step(subject.skip());
                    simulation.copy(DataField.QPOS, 0, qpos.length, qpos, 0);
                    simulation.copy(DataField.QVEL, 0, qvel.length, qvel, 0);
                }
                steps += HORIZON;
            }
            return steps / ((clock.getAsLong() - begin) / 1e9);
        };
    }

    private static void compare(
            String title, Loop baseline, List<String> names, List<Loop> loops, int turns, double seconds) {
        for (Loop loop : loops) {
            // Until everything is compiled.
            loop.run(2);
        }
        double[][] ratios = new double[loops.size()][turns];
        double[] speeds = new double[turns];
        for (int t = 0; t < turns; t++) {
            speeds[t] = baseline.run(seconds);
            for (int k = 0; k < loops.size(); k++) {
                ratios[k][t] = loops.get(k).run(seconds);
            }
            // The baseline on both sides, as the machine's speed drifts.
            double mean = 0.5 * (speeds[t] + baseline.run(seconds));
            for (int k = 0; k < loops.size(); k++) {
                ratios[k][t] /= mean;
            }
        }
        Arrays.sort(speeds);
        for (int k = 0; k < loops.size(); k++) {
            Arrays.sort(ratios[k]);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %s | %.1f | %.1f to %.1f |%n",
                    title,
                    speeds[turns / 2],
                    names.get(k),
                    ratios[k][turns / 2],
                    ratios[k][0],
                    ratios[k][turns - 1]);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        List<String> names = new ArrayList<>();
        System.out.println("| robot, controls | MuJoCo, env-steps/s | ours | times MuJoCo, median | range |");
        System.out.println("|---|---|---|---|---|");
        List<String> chosen = List.of(arguments).subList(Math.min(2, arguments.length), arguments.length);
        for (Subject subject : SUBJECTS) {
            Robot robot = subject.robot();
            if (!chosen.isEmpty() && !chosen.contains(robot.file())) {
                continue;
            }
            PlanarModel model = States.model(robot.file());
            String id = subject.id();
            SimdStepper vectors = new SimdStepper(model);
            names.clear();
            names.add("scalar");
            names.add(vectors.lanes() + " lanes");
            Runner runner = new Runner(model, robot);
            double distance = runner.train(model, subject, 150);
            try (MujocoModel compiled = Files.compiled(robot.file());
                    MujocoSimulation simulation = new MujocoSimulation(compiled)) {
                Yardstick raw = environment(id).yardstick(HORIZON, 1).orElseThrow();
                for (String workload :
                        List.of("uniform ±1, C loop", "uniform ±1", "uniform ±0.3", "a linear policy that moves")) {
                    Pilot pilot = workload.startsWith("a ") ? runner : uniform(workload.contains("0.3") ? 0.3 : 1);
                    String title = robot.file() + ", " + workload
                            + (pilot == runner ? String.format(Locale.ROOT, " %.1f m in 200 steps", distance) : "");
                    boolean c = workload.endsWith("C loop");
                    LongSupplier clock = c ? WALL : PROCESSOR;
                    Loop baseline = c ? raw::stepsPerSecond : mujoco(model, subject, simulation, pilot, clock);
                    compare(
                            title,
                            baseline,
                            names,
                            List.of(
                                    planar(model, subject, new ScalarStepper(model), pilot, clock),
                                    planar(model, subject, vectors, pilot, clock)),
                            turns,
                            seconds);
                }
                raw.close();
            }
            MetaEnvironment<?> planar = PlanarLocomotion.environments().stream()
                    .filter(e -> e.id().equals(id))
                    .findFirst()
                    .orElseThrow()
                    .environment();
            Loop loop = batch(planar, PROCESSOR);
            // Until the vectors take over.
            loop.run(4);
            compare(
                    robot.file() + ", environments, uniform ±1",
                    batch(environment(id), PROCESSOR),
                    List.of("batch"),
                    List.of(loop),
                    turns,
                    seconds);
            threads(model, subject, turns, seconds);
        }
    }

    /// A batched environment under random actions, with everything that training sees of it.
    private static <T> Loop batch(MetaEnvironment<T> environment, LongSupplier clock) {
        BatchedEnvironment<T> batch = environment.create(ROBOTS);
        int actions = environment.spec().actionSpace().size();
        double[] observations = new double[ROBOTS * environment.spec().observationSize()];
        double[] action = new double[ROBOTS * actions];
        double[] rewards = new double[ROBOTS];
        boolean[] terminated = new boolean[ROBOTS];
        int[] active = new int[ROBOTS];
        RandomStream[] streams = new RandomStream[ROBOTS];
        Arrays.setAll(streams, i -> States.stream(1_000 + i));
        RandomStream random = States.stream(3);
        Pilot pilot = uniform(1);
        return seconds -> {
            long begin = clock.getAsLong();
            long steps = 0;
            while (clock.getAsLong() - begin < seconds * 1e9) {
                batch.reset(environment.tasks().sample(random), streams, ROBOTS, observations);
                Arrays.setAll(active, i -> i);
                int count = ROBOTS;
                for (int h = 0; h < HORIZON && count > 0; h++) {
                    pilot.act(rewards, rewards, random, action);
                    batch.step(active, count, action, observations, rewards, terminated);
                    steps += count;
                    int up = 0;
                    for (int k = 0; k < count; k++) {
                        if (!terminated[k]) {
                            active[up++] = active[k];
                        }
                    }
                    count = up;
                }
            }
            return steps / ((clock.getAsLong() - begin) / 1e9);
        };
    }

    /// Two threads beside one.
    private static void threads(PlanarModel model, Subject subject, int turns, double seconds)
            throws InterruptedException {
        Loop one = planar(model, subject, new SimdStepper(model), uniform(1), WALL);
        Loop other = planar(model, subject, new SimdStepper(model), uniform(1), WALL);
        double[] ratios = new double[turns];
        for (int t = 0; t < turns; t++) {
            double alone = one.run(seconds);
            double[] speeds = new double[2];
            CountDownLatch start = new CountDownLatch(2);
            Thread[] threads = new Thread[2];
            for (int k = 0; k < 2; k++) {
                int index = k;
                threads[k] = new Thread(() -> {
                    start.countDown();
                    speeds[index] = (index == 0 ? one : other).run(seconds);
                });
                threads[k].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            ratios[t] = (speeds[0] + speeds[1]) / alone;
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%s, two threads: %.2f times one (%.2f to %.2f)%n",
                subject.robot().file(),
                ratios[turns / 2],
                ratios[0],
                ratios[turns - 1]);
    }

    private static MetaEnvironment<?> environment(String id) {
        return new LocomotionEnvironments()
                .environments().stream()
                        .filter(e -> e.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .environment();
    }
}
