package org.sgmrl.planar;

import java.util.Locale;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.random.RandomStream;

/// Mean decimal logarithm of the largest difference of qpos from MuJoCo's, by step: of this simulator, and of MuJoCo
/// with its start moved by 1e-12. As a program it prints a table.
///
/// @param ours by step
/// @param disturbed by step
@SuppressWarnings("ArrayRecordComponent")
record Growth(double[] ours, double[] disturbed) {
    private static final double LEAST = 1e-17;

    static Growth measure(String robot, double scale, int trajectories, int steps) {
        PlanarModel model = States.model(robot);
        int dofs = model.dofs();
        int controls = model.actuators();
        double[] ours = new double[steps];
        double[] disturbed = new double[steps];
        ScalarStepper stepper = new ScalarStepper(model);
        PlanarState state = new PlanarState(model, 1, 1);
        double[] qpos = new double[dofs];
        double[] qvel = new double[dofs];
        double[] control = new double[controls];
        double[] theirs = new double[dofs];
        double[] other = new double[dofs];
        double[] speeds = new double[dofs];
        try (MujocoModel compiled = Files.compiled(robot);
                MujocoSimulation simulation = new MujocoSimulation(compiled);
                MujocoSimulation moved = new MujocoSimulation(compiled)) {
            for (int t = 0; t < trajectories; t++) {
                RandomStream random = States.stream(100 + t);
                for (int i = 0; i < dofs; i++) {
                    qpos[i] = model.initial[i] + random.nextDouble(-0.1, 0.1);
                    qvel[i] = random.nextDouble(-0.1, 0.1);
                }
                simulation.reset(qpos, qvel);
                state.place(0, qpos, qvel);
                for (int i = 0; i < dofs; i++) {
                    qpos[i] += 1e-12 * random.nextGaussian();
                }
                moved.reset(qpos, qvel);
                for (int k = 0; k < steps; k++) {
                    for (int i = 0; i < controls; i++) {
                        control[i] = random.nextDouble(-scale, scale);
                        state.control(0, i, control[i]);
                    }
                    simulation.setControls(control, 0);
                    moved.setControls(control, 0);
                    simulation.step(1);
                    moved.step(1);
                    stepper.step(state, 0, 1);
                    simulation.copy(DataField.QPOS, 0, dofs, theirs, 0);
                    moved.copy(DataField.QPOS, 0, dofs, other, 0);
                    disturbed[k] += Math.log10(Math.max(LEAST, States.difference(theirs, other))) / trajectories;
                    state.read(0, other, speeds);
                    ours[k] += Math.log10(Math.max(LEAST, States.difference(theirs, other))) / trajectories;
                }
            }
        }
        return new Growth(ours, disturbed);
    }

    public static void main(String[] arguments) {
        System.out.println(
                "MuJoCo " + MujocoLibrary.load().version() + ", 100 trajectories, mean log10 of the difference");
        for (String[] run : new String[][] {
            {"half_cheetah", "0.3"},
            {"half_cheetah", "1"},
            {"swimmer", "1"},
            {"hopper", "0.3"},
            {"hopper", "1"},
            {"walker2d", "0.3"},
            {"walker2d", "1"}
        }) {
            Growth growth = measure(run[0], Double.parseDouble(run[1]), 100, 200);
            for (int k : new int[] {0, 9, 19, 49, 99, 149, 199}) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %d | %.2f | %.2f |%n",
                        run[0],
                        run[1],
                        k + 1,
                        growth.ours[k],
                        growth.disturbed[k]);
            }
        }
    }
}
