package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.planar.States.Kind;

/// Robots whose masses, inertias, damping and friction are those of a task, beside MuJoCo with the same numbers.
final class TaskModelTest {
    /// The arrays whose numbers are multiplied, one after the other.
    private static final ModelField[] FIELDS = {
        ModelField.BODY_MASS, ModelField.BODY_INERTIA, ModelField.DOF_DAMPING, ModelField.GEOM_FRICTION
    };

    private static void vary(MujocoModel model, double[] exponents) {
        int next = 0;
        for (ModelField field : FIELDS) {
            double[] values = model.doubles(field);
            for (int i = 0; i < values.length; i++) {
                if (values[i] != 0) {
                    values[i] *= StrictMath.pow(1.5, exponents[next++]);
                }
            }
            model.set(field, values);
        }
        assertThat(next).isEqualTo(exponents.length);
        model.updateConstants();
    }

    @ParameterizedTest
    @CsvSource({
        "hopper, 4, 3, FREE, 1e-12",
        "hopper, 4, 3, TOUCHING, 1e-10",
        "hopper, 4, 3, DEEP, 1e-10",
        "walker2d, 7, 6, FREE, 1e-12",
        "walker2d, 7, 6, TOUCHING, 1e-10",
        "walker2d, 7, 6, DEEP, 1e-10"
    })
    void oneStepIsMujocosUpToRounding(String robot, int bodies, int joints, Kind kind, double bound) {
        Physique.Tasks tasks = Physique.Tasks.of(bodies, joints, bodies + 1, 3);
        try (MujocoModel compiled = Files.compiled(robot)) {
            for (int k = 0; k < 5; k++) {
                Physique task = tasks.sample(States.stream(k));
                try (MujocoModel varied = compiled.copy()) {
                    vary(varied, task.exponents());
                    OneStep.Result result =
                            OneStep.compare(TaskModel.varied(States.model(robot), task), varied, kind, 100, k);

                    assertThat(result.acceleration().largest()).isLessThan(bound);
                    assertThat(result.velocity().largest()).isLessThan(bound);
                    assertThat(result.position().largest()).isLessThan(bound);
                }
            }
        }
    }

    /// Every parameter of the plane matters, and those out of it do not: tipping and turning about a leg, torsional and
    /// rolling friction.
    @Test
    void parametersOfThePlaneMatterAndNoOthers() {
        PlanarModel hopper = States.model("hopper");
        Physique.Tasks tasks = Physique.Tasks.of(4, 3, 5, 3);
        // Masses 0 to 3, inertias 4 to 15, damping 16 to 18, friction 19 to 33.
        Set<Integer> ofThePlane = Set.of(0, 1, 2, 3, 5, 8, 11, 14, 16, 17, 18, 19, 22, 25, 28, 31);
        for (int i = 0; i < 34; i++) {
            double[] exponents = new double[34];
            exponents[i] = 1;
            PlanarModel varied = TaskModel.varied(hopper, tasks.task(exponents));
            boolean same = Arrays.equals(varied.mass, hopper.mass)
                    && Arrays.equals(varied.inertia, hopper.inertia)
                    && Arrays.equals(varied.damping, hopper.damping)
                    && varied.groundFriction == hopper.groundFriction
                    && Arrays.equals(varied.geomFriction, hopper.geomFriction);
            assertThat(same).as("parameter %d", i).isNotEqualTo(ofThePlane.contains(i));
        }
    }

    @Test
    void theRobotItselfStaysAsItIs() {
        PlanarModel hopper = States.model("hopper");
        PlanarModel untouched = States.model("hopper");
        TaskModel.varied(hopper, Physique.Tasks.of(4, 3, 5, 3).sample(States.stream(1)));

        assertThat(hopper).usingRecursiveComparison().isEqualTo(untouched);
    }

    @Test
    void robotsOfOtherKindsAreRefused() {
        Physique task = Physique.Tasks.of(7, 6, 9, 3).sample(States.stream(1));
        for (String robot : new String[] {"half_cheetah", "swimmer"}) {
            PlanarModel model = States.model(robot);
            assertThatThrownBy(() -> TaskModel.varied(model, task))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(" must move in the x-z plane, out of fluids, and have one capsule a body");
        }
    }
}
