package org.sgmrl.planar;

import java.util.Arrays;
import java.util.Locale;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// Compares one step with MuJoCo's. As a program it prints a study: `OneStep [states]`. Where axes of a robot's capsules
/// cross, in the state or within the step, rounding errors may decide what MuJoCo does ([SelfContacts]): such states are
/// counted apart.
final class OneStep {
    private OneStep() {}

    /// Of relative differences.
    record Spread(double largest, double percentile99) {
        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Spread(sorted[sorted.length - 1], sorted[(int) (0.99 * (sorted.length - 1))]);
        }
    }

    /// @param constraints rows of MuJoCo's solver, mean
    /// @param crossing states that are not among the others, because axes cross
    /// @param astray those of them that differ by more than 1e-10
    record Result(
            double constraints, Spread acceleration, Spread velocity, Spread position, int crossing, int astray) {}

    static Result compare(String robot, States.Kind kind, int states, int seed) {
        try (MujocoModel compiled = Files.compiled(robot)) {
            return compare(States.model(robot), compiled, kind, states, seed);
        }
    }

    /// @param compiled MuJoCo's model with the same numbers
    static Result compare(PlanarModel model, MujocoModel compiled, States.Kind kind, int states, int seed) {
        int dofs = model.dofs();
        ScalarStepper stepper = new ScalarStepper(model);
        PlanarState state = new PlanarState(model, 1, 1);
        States source = new States(model, seed);
        double[][] differences = new double[3][states];
        double[] ours = new double[dofs];
        double[] ourQvel = new double[dofs];
        double[] ourQpos = new double[dofs];
        double[] theirs = new double[dofs];
        long constraints = 0;
        int crossing = 0;
        int astray = 0;
        try (MujocoSimulation simulation = new MujocoSimulation(compiled)) {
            for (int i = 0; i < states; i++) {
                long crossings = stepper.crossings();
                source.next(kind);
                simulation.reset(source.qpos, source.qvel);
                simulation.setControls(source.control, 0);
                simulation.forward();
                int rows = simulation.constraints();
                simulation.copy(DataField.QACC, 0, dofs, theirs, 0);
                source.place(state, 0);
                stepper.accelerations(state, 0, ours);
                differences[0][i] = States.difference(theirs, ours);

                simulation.reset(source.qpos, source.qvel);
                simulation.setControls(source.control, 0);
                simulation.step(1);
                source.place(state, 0);
                stepper.step(state, 0, 1);
                state.read(0, ourQpos, ourQvel);
                simulation.copy(DataField.QVEL, 0, dofs, theirs, 0);
                differences[1][i] = States.difference(theirs, ourQvel);
                simulation.copy(DataField.QPOS, 0, dofs, theirs, 0);
                differences[2][i] = States.difference(theirs, ourQpos);
                if (stepper.crossings() == crossings) {
                    constraints += rows;
                } else {
                    crossing++;
                    if (Math.max(differences[0][i], Math.max(differences[1][i], differences[2][i])) > 1e-10) {
                        astray++;
                    }
                    i--;
                }
            }
        }
        return new Result(
                (double) constraints / states,
                Spread.of(differences[0]),
                Spread.of(differences[1]),
                Spread.of(differences[2]),
                crossing,
                astray);
    }

    public static void main(String[] arguments) {
        int states = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        System.out.println("MuJoCo " + MujocoLibrary.load().version() + ", " + states + " states of each kind");
        System.out.println("| robot | states | rows | qacc | 99 % | qvel | 99 % | qpos | 99 % | crossing | astray |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (String robot : States.ROBOTS) {
            for (States.Kind kind : States.Kind.values()) {
                Result r = compare(robot, kind, states, 23);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %.1f | %.1e | %.1e | %.1e | %.1e | %.1e | %.1e | %d | %d |%n",
                        robot,
                        kind.name().toLowerCase(Locale.ROOT),
                        r.constraints,
                        r.acceleration.largest,
                        r.acceleration.percentile99,
                        r.velocity.largest,
                        r.velocity.percentile99,
                        r.position.largest,
                        r.position.percentile99,
                        r.crossing,
                        r.astray);
            }
        }
    }
}
