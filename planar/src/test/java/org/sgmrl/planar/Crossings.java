package org.sgmrl.planar;

import java.util.Arrays;
import java.util.Locale;
import org.sgmrl.environment.robot.Health;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.random.RandomStream;

/// Counts environment steps of hoppers, of many tasks and under wild controls, in which axes of capsules that can touch
/// one another cross ([SelfContacts]): `Crossings [tasks]`.
final class Crossings {
    private static final int EPISODES = 20;
    private static final int HORIZON = 200;
    private static final int SKIP = 4;

    private Crossings() {}

    private enum Controls {
        /// Uniform in ±1.
        UNIFORM,
        /// ±1 by coin.
        COIN,
        /// ±1 by coin, held for 40 steps.
        HELD
    }

    public static void main(String[] arguments) {
        int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        System.out.println("| controls | healthy steps | of these crossing | later steps | of these crossing |");
        System.out.println("|---|---|---|---|---|");
        for (Controls controls : Controls.values()) {
            long[] counts = count(controls, tasks);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d |%n",
                    controls.name().toLowerCase(Locale.ROOT),
                    counts[0],
                    counts[1],
                    counts[2],
                    counts[3]);
        }
    }

    /// Healthy steps, those of them with crossing axes, and the same after the hopper fell.
    private static long[] count(Controls controls, int tasks) {
        PlanarModel robot = States.model("hopper");
        Physique.Tasks law = Physique.Tasks.of(4, 3, 5, 3);
        RandomStream random = States.stream(5);
        double[] qpos = new double[robot.dofs()];
        double[] qvel = new double[robot.dofs()];
        double[] control = new double[robot.actuators()];
        long[] counts = new long[4];
        for (int episode = 0; episode < tasks * EPISODES; episode++) {
            PlanarModel model = TaskModel.varied(robot, law.sample(random));
            ScalarStepper stepper = new ScalarStepper(model);
            PlanarState state = new PlanarState(model, 1, 1);
            Robot.HOPPER.start(random, robot.initial, qpos, qvel);
            state.place(0, qpos, qvel);
            boolean healthy = true;
            for (int h = 0; h < HORIZON && !state.broken[0]; h++) {
                if (controls != Controls.HELD || h % 40 == 0) {
                    Arrays.setAll(control, i -> random.nextDouble(-1, 1));
                    if (controls != Controls.UNIFORM) {
                        Arrays.setAll(control, i -> Math.signum(control[i]));
                    }
                }
                for (int i = 0; i < control.length; i++) {
                    state.control(0, i, control[i]);
                }
                long before = stepper.crossings();
                stepper.step(state, 0, SKIP);
                int kind = healthy ? 0 : 2;
                counts[kind]++;
                counts[kind + 1] += stepper.crossings() > before ? 1 : 0;
                state.read(0, qpos, qvel);
                healthy &= Health.HOPPER.isUp(qpos, qvel);
            }
        }
        return counts;
    }
}
