package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stepping a model.
final class MujocoSimulationTest {
    private MujocoModel jumper;

    @BeforeEach
    void compile() {
        jumper = MujocoModel.compile(Models.JUMPER);
    }

    @AfterEach
    void close() {
        jumper.close();
    }

    @Test
    void aFreeFallFollowsTheEquationsOfSemiImplicitEuler() {
        try (MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.reset(new double[] {3}, new double[] {1});
            simulation.step(100);
            // v_n = v_0 - g h n and z_n = z_0 + h (v_1 + … + v_n), with g = 10, h = 0.01, n = 100.
            assertThat(simulation.get(DataField.QVEL, 0)).isCloseTo(1 - 10, within(1e-12));
            assertThat(simulation.get(DataField.QPOS, 0)).isCloseTo(3 + 0.01 * (100 - 0.1 * 5050), within(1e-12));
            assertThat(simulation.get(DataField.XIPOS, 5)).isCloseTo(simulation.get(DataField.QPOS, 0), within(0.1));
            assertThat(simulation.time()).isCloseTo(1.0, within(1e-12));
        }
    }

    @Test
    void aResetWithoutAStateIsTheDefaultPoseAtRest() {
        try (MujocoSimulation simulation = new MujocoSimulation(jumper);
                MujocoSimulation fresh = new MujocoSimulation(jumper)) {
            simulation.setControls(new double[] {1, -1}, 0);
            simulation.step(50);
            assertThat(simulation.get(DataField.QVEL, 2)).isNotZero();
            simulation.reset();
            assertThat(simulation.time()).isZero();
            for (DataField field : List.of(DataField.QPOS, DataField.QVEL, DataField.ACT, DataField.CTRL)) {
                int length = jumper.size(field.rows()) * field.columns();
                for (int i = 0; i < length; i++) {
                    assertThat(simulation.get(field, i)).as("%s[%d]", field, i).isEqualTo(fresh.get(field, i));
                }
            }
        }
    }

    @Test
    void whatIsOutOfRangeIsRefusedByName() {
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            assertThatThrownBy(() -> simulation.step(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count = -1 must be at least 0");
            assertThatThrownBy(() -> simulation.get(DataField.CTRL, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("CTRL has 2 numbers; 1 from index 2 on were asked for");
            assertThatThrownBy(() -> simulation.get(DataField.CTRL, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> simulation.setControls(new double[1], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("values has 1 numbers; 2 from index 0 on are needed");
            assertThatThrownBy(() -> simulation.copy(DataField.QVEL, 7, 2, new double[2], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("QVEL has 8 numbers; 2 from index 7 on were asked for");
            assertThatThrownBy(() -> simulation.copy(DataField.QVEL, 0, 2, new double[2], 1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("out has 2 numbers; 2 from index 1 on are needed");
            assertThatThrownBy(() -> simulation.saveState(new double[3], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("state has 3 numbers; 27 from index 0 on are needed");
            assertThatThrownBy(() -> simulation.restoreState(new double[27], 1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("state has 27 numbers; 27 from index 1 on are needed");
        }
    }

    @Test
    void aMotorGivesGearTimesControlOverMass() {
        String xml = Models.FALLING_SPHERE
                .replace("gravity=\"0 0 -10\"", "gravity=\"0 0 0\"")
                .replace(
                        "</worldbody>",
                        "</worldbody><actuator><motor joint='fall' gear='3' ctrllimited='true' ctrlrange='-2 2'/></actuator>");
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            double mass = model.doubles(ModelField.BODY_MASS)[1];
            simulation.setControls(new double[] {9, 1.5}, 1);
            simulation.step(1);
            assertThat(simulation.get(DataField.QACC, 0)).isCloseTo(3 * 1.5 / mass, within(1e-12));
            simulation.setControls(new double[] {100}, 0);
            simulation.step(1);
            assertThat(simulation.get(DataField.QACC, 0)).isCloseTo(3 * 2 / mass, within(1e-12));
        }
    }

    @Test
    void aResetSimulationIsAsGoodAsAFreshOne() {
        Random random = new Random(5);
        try (MujocoSimulation used = new MujocoSimulation(jumper)) {
            for (int round = 0; round < 20; round++) {
                shake(used, random, round);
                double[] qpos = jumper.doubles(ModelField.QPOS0);
                double[] qvel = new double[jumper.nv()];
                for (int i = 0; i < qpos.length; i++) {
                    qpos[i] += 0.1 * random.nextGaussian();
                }
                for (int i = 0; i < qvel.length; i++) {
                    qvel[i] = random.nextGaussian();
                }
                try (MujocoSimulation fresh = new MujocoSimulation(jumper)) {
                    fresh.write(DataField.QPOS, 0, qpos, 0, qpos.length);
                    fresh.write(DataField.QVEL, 0, qvel, 0, qvel.length);
                    // The constructor has computed the default pose and thereby a warm start, which fresh data do
                    // not have.
                    fresh.write(DataField.QACC_WARMSTART, 0, new double[jumper.nv()], 0, jumper.nv());
                    fresh.forward();
                    used.reset(qpos, qvel);
                    long seed = random.nextLong();
                    assertThat(walk(used, new Random(seed), 50)).isEqualTo(walk(fresh, new Random(seed), 50));
                }
            }
        }
    }

    /// Leaves a simulation in a state that has nothing to do with a fresh one.
    private static void shake(MujocoSimulation simulation, Random random, int round) {
        double[] forces =
                random.doubles(6L * simulation.model().nbody(), -50, 50).toArray();
        simulation.write(DataField.XFRC_APPLIED, 0, forces, 0, forces.length);
        simulation.write(
                DataField.QFRC_APPLIED, 0, forces, 3, simulation.model().nv());
        walk(simulation, random, 30);
        if (round % 3 == 1) {
            simulation.setControls(new double[] {Double.NaN, 1}, 0);
            simulation.step(3);
        } else if (round % 3 == 2) {
            simulation.write(DataField.QVEL, 2, new double[] {1e200}, 0, 1);
            simulation.step(2);
        }
    }

    /// Everything of the state after each of some steps under random controls.
    private static double[] walk(MujocoSimulation simulation, Random random, int steps) {
        List<double[]> states = new ArrayList<>();
        states.add(everything(simulation));
        double[] controls = new double[simulation.model().nu()];
        for (int i = 0; i < steps; i++) {
            Arrays.setAll(controls, k -> random.nextDouble() * 3 - 1.5);
            simulation.setControls(controls, 0);
            simulation.step(2);
            states.add(everything(simulation));
        }
        return states.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] everything(MujocoSimulation simulation) {
        List<double[]> parts = new ArrayList<>();
        for (DataField field : DataField.values()) {
            int length = simulation.model().size(field.rows()) * field.columns();
            // Only computed on demand: what is left over from an earlier demand is of no interest.
            if (field != DataField.CFRC_EXT) {
                double[] part = new double[length];
                simulation.copy(field, 0, length, part, 0);
                parts.add(part);
            }
        }
        parts.add(new double[] {simulation.time(), simulation.contacts(), simulation.constraints()});
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void theWalksOfTheseTestsHaveContactsAndActivations() {
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            walk(simulation, new Random(1), 100);
            assertThat(simulation.contacts()).isPositive();
            assertThat(simulation.constraints()).isGreaterThan(simulation.contacts());
            assertThat(simulation.get(DataField.ACT, 0)).isNotZero();
        }
    }

    @Test
    void oneSimulationCanStepManyRolloutsInTurn() {
        int rollouts = 5;
        try (MujocoSimulation shared = new MujocoSimulation(jumper)) {
            double[] states = new double[rollouts * shared.stateSize()];
            for (int r = 0; r < rollouts; r++) {
                shared.reset(jumper.doubles(ModelField.QPOS0), startVelocity(r));
                shared.saveState(states, r * shared.stateSize());
            }
            List<List<double[]>> paths = new ArrayList<>();
            List<Random> randoms = new ArrayList<>();
            for (int r = 0; r < rollouts; r++) {
                paths.add(new ArrayList<>());
                randoms.add(new Random(r));
            }
            for (int step = 0; step < 60; step++) {
                for (int r = 0; r < rollouts; r++) {
                    shared.restoreState(states, r * shared.stateSize());
                    double[] controls = randoms.get(r).doubles(2, -1, 1).toArray();
                    shared.setControls(controls, 0);
                    shared.step(3);
                    paths.get(r).add(everything(shared));
                    shared.saveState(states, r * shared.stateSize());
                }
            }
            for (int r = 0; r < rollouts; r++) {
                try (MujocoSimulation own = new MujocoSimulation(jumper)) {
                    own.reset(jumper.doubles(ModelField.QPOS0), startVelocity(r));
                    Random random = new Random(r);
                    for (int step = 0; step < 60; step++) {
                        own.setControls(random.doubles(2, -1, 1).toArray(), 0);
                        own.step(3);
                        assertThat(paths.get(r).get(step)).isEqualTo(everything(own));
                    }
                }
            }
        }
    }

    private double[] startVelocity(int rollout) {
        return new Random(100 + rollout).doubles(jumper.nv(), -1, 1).toArray();
    }

    @Test
    void twoThreadsMayShareAModel() throws Exception {
        double[] alone;
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            alone = walk(simulation, new Random(9), 2000);
        }
        Callable<double[]> walk = () -> {
            try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
                return walk(simulation, new Random(9), 2000);
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<double[]> together : threads.invokeAll(List.of(walk, walk))) {
                assertThat(together.get()).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -1e300})
    void badControlsAreNoticedAndForgottenByAReset(double bad) {
        String xml = Models.JUMPER.replace("ctrlrange=\"-1 1\" ctrllimited=\"true\"", "ctrllimited=\"false\"");
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.step(5);
            assertThat(simulation.diverged()).isFalse();
            simulation.setControls(new double[] {0.5, bad}, 0);
            simulation.step(5);
            assertThat(simulation.diverged()).isTrue();
            simulation.setControls(new double[] {0.5, 0.5}, 0);
            simulation.step(5);
            assertThat(simulation.diverged()).isTrue();
            simulation.reset(model.doubles(ModelField.QPOS0), new double[model.nv()]);
            simulation.step(5);
            assertThat(simulation.diverged()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -3, 1e9, -1e10})
    void controlsBeyondTheirRangeAreClampedToIt(double beyond) {
        try (MujocoSimulation simulation = new MujocoSimulation(jumper);
                MujocoSimulation clamped = new MujocoSimulation(jumper);
                MujocoSimulation half = new MujocoSimulation(jumper)) {
            simulation.setControls(new double[] {0.5, beyond}, 0);
            clamped.setControls(new double[] {0.5, Math.signum(beyond)}, 0);
            half.setControls(new double[] {0.5, Math.signum(beyond) / 2}, 0);
            for (MujocoSimulation each : List.of(simulation, clamped, half)) {
                each.step(50);
                assertThat(each.diverged()).isFalse();
            }
            assertThat(positions(simulation)).isEqualTo(positions(clamped)).isNotEqualTo(positions(half));
        }
    }

    /// MuJoCo 2.2.2 clamps them like others; a release may also call them bad, and then goes on as with none.
    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, 1e30, -1e300})
    void controlsBeyondAllBoundsAreClampedOrCalledBad(double huge) {
        try (MujocoSimulation simulation = new MujocoSimulation(jumper);
                MujocoSimulation clamped = new MujocoSimulation(jumper);
                MujocoSimulation none = new MujocoSimulation(jumper)) {
            simulation.setControls(new double[] {0.5, huge}, 0);
            clamped.setControls(new double[] {0.5, Math.signum(huge)}, 0);
            for (MujocoSimulation each : List.of(simulation, clamped, none)) {
                each.step(50);
            }
            boolean bad = simulation.diverged();
            assertThat(bad && MujocoLibrary.load().version().equals("2.2.2")).isFalse();
            assertThat(positions(simulation)).isEqualTo(positions(bad ? none : clamped));
            assertThat(positions(clamped)).isNotEqualTo(positions(none));
        }
    }

    private static double[] positions(MujocoSimulation simulation) {
        double[] qpos = new double[simulation.model().nq()];
        simulation.copy(DataField.QPOS, 0, qpos.length, qpos, 0);
        return qpos;
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e11, -1e30})
    void explodingStatesAreNoticed(double value) {
        for (DataField field : List.of(DataField.QPOS, DataField.QVEL)) {
            try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
                simulation.write(field, 7, new double[] {value}, 0, 1);
                assertThat(simulation.diverged()).isTrue();
                simulation.step(200);
                assertThat(simulation.diverged()).as("%s = %s", field, value).isTrue();
            }
        }
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            simulation.write(DataField.QFRC_APPLIED, 7, new double[] {value * 1e9}, 0, 1);
            assertThat(simulation.diverged()).isFalse();
            simulation.step(1);
            assertThat(simulation.diverged()).isTrue();
        }
    }

    @Test
    void anUnstableSimulationIsNoticedBeforeItsNumbersAreUsed() {
        // A spring far too stiff for its step: the amplitude grows by a constant factor a step.
        String xml = Models.FALLING_SPHERE.replace("axis=\"0 0 1\"", "axis=\"0 0 1\" stiffness=\"1e7\"");
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.reset(new double[] {0.1}, new double[] {0});
            int steps = 0;
            while (!simulation.diverged()) {
                double position = simulation.get(DataField.QPOS, 0);
                assertThat(Math.abs(position)).isLessThanOrEqualTo(1e10);
                simulation.step(1);
                steps++;
                assertThat(steps).isLessThan(100);
            }
            assertThat(steps).isGreaterThan(2);
        }
    }

    @Test
    void anErrorInsideMujocoIsAnExceptionAndAResetMendsTheSimulation() {
        try (MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            double[] start = {0.5};
            simulation.reset(start, start);
            double[] before = walk(simulation, new Random(2), 10);
            for (int round = 0; round < 1000; round++) {
                Models.breakIntegrator(model);
                assertThatThrownBy(() -> simulation.step(1))
                        .isInstanceOf(MujocoException.class)
                        .hasMessageContaining("integrator");
                Models.mendIntegrator(model);
                assertThatThrownBy(() -> simulation.step(1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("reset it");
                simulation.reset(start, start);
            }
            assertThat(walk(simulation, new Random(2), 10)).isEqualTo(before);
        }
    }

    @Test
    void anErrorOfOneThreadLeavesTheOthersAlone() throws Exception {
        double[] alone;
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            alone = walk(simulation, new Random(3), 3000);
        }
        try (MujocoModel broken = MujocoModel.compile(Models.FALLING_SPHERE);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Models.breakIntegrator(broken);
            Future<Integer> errors = threads.submit(() -> {
                int count = 0;
                try (MujocoSimulation simulation = new MujocoSimulation(broken)) {
                    for (int i = 0; i < 2000; i++) {
                        try {
                            simulation.reset(new double[1], new double[1]);
                            simulation.step(1);
                        } catch (MujocoException e) {
                            count++;
                        }
                    }
                }
                return count;
            });
            Future<double[]> healthy = threads.submit(() -> {
                try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
                    return walk(simulation, new Random(3), 3000);
                }
            });
            assertThat(errors.get()).isEqualTo(2000);
            assertThat(healthy.get()).isEqualTo(alone);
        }
    }

    /// Where a model names too small a size, older releases overflow their stack in the middle of a step and newer
    /// ones drop contacts.
    @Test
    void tooLittleMemoryIsNeverSilent() {
        double[] truth = landing("").orElseThrow();
        List<String> sizes = new ArrayList<>();
        if (MujocoLibrary.load().version().startsWith("2.")) {
            for (int stack = 10; stack < 3000; stack += 50) {
                sizes.add("nstack='" + stack + "'");
            }
            for (int contacts = 1; contacts < 15; contacts++) {
                sizes.add("nconmax='" + contacts + "'");
                sizes.add("njmax='" + 4 * contacts + "'");
            }
        } else {
            for (int memory = 256; memory < 60_000; memory += 512) {
                sizes.add("memory='" + memory + "'");
            }
        }
        int refused = 0;
        for (String size : sizes) {
            Optional<double[]> result = landing(size);
            if (result.isPresent()) {
                assertThat(result.orElseThrow()).as(size).isEqualTo(truth);
            } else {
                refused++;
            }
        }
        assertThat(refused).isPositive().isLessThan(sizes.size());
    }

    /// Where spheres are that touch the floor at first; empty if MuJoCo said that it could not compute it.
    private static Optional<double[]> landing(String size) {
        try (MujocoModel model = MujocoModel.compile(Models.row(size));
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            double[] qpos = new double[Models.ROW];
            Arrays.fill(qpos, -4.6);
            simulation.reset(qpos, new double[Models.ROW]);
            simulation.step(20);
            simulation.copy(DataField.QPOS, 0, Models.ROW, qpos, 0);
            return simulation.diverged() ? Optional.empty() : Optional.of(qpos);
        } catch (MujocoException e) {
            assertThat(e).message().doesNotContain("\n");
            return Optional.empty();
        }
    }

    @Test
    void nothingIsAllocatedByStepsResetsAndReading() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (MujocoSimulation simulation = new MujocoSimulation(jumper)) {
            double[] qpos = jumper.doubles(ModelField.QPOS0);
            double[] qvel = new double[jumper.nv()];
            double[] controls = {0.3, -0.2};
            double[] observation = new double[64];
            double[] state = new double[simulation.stateSize()];
            // The first rounds allocate until the compiler, in the background, is done with them.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            long allocated;
            do {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2_000; i++) {
                    useOnce(simulation, qpos, qvel, controls, observation, state);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            } while (allocated > 0 && System.nanoTime() < deadline);
            assertThat(allocated).isZero();
        }
    }

    private static void useOnce(
            MujocoSimulation simulation,
            double[] qpos,
            double[] qvel,
            double[] controls,
            double[] observation,
            double[] state) {
        simulation.reset(qpos, qvel);
        simulation.setControls(controls, 0);
        simulation.step(2);
        simulation.copy(DataField.QPOS, 1, qpos.length - 1, observation, 0);
        simulation.copy(DataField.QVEL, 0, qvel.length, observation, qpos.length - 1);
        observation[40] = simulation.get(DataField.XIPOS, 3) + simulation.time() + simulation.contacts();
        observation[41] = simulation.diverged() ? 1 : 0;
        simulation.saveState(state, 0);
        simulation.restoreState(state, 0);
    }

    @Test
    void wrongUseIsRefusedInWords() {
        MujocoSimulation simulation = new MujocoSimulation(jumper);
        double[] qpos = jumper.doubles(ModelField.QPOS0);
        double[] qvel = new double[jumper.nv()];
        assertThatThrownBy(() -> simulation.reset(qvel, qvel))
                .hasMessageContaining("qpos has 8 numbers; the model needs 9");
        assertThatThrownBy(() -> simulation.reset(qpos, qpos))
                .hasMessageContaining("qvel has 9 numbers; the model needs 8");
        qvel[3] = Double.NaN;
        assertThatThrownBy(() -> simulation.reset(qpos, qvel)).hasMessageContaining("qvel[3] = NaN must be finite");
        assertThatThrownBy(() -> simulation.write(DataField.XPOS, 0, qpos, 0, 1))
                .hasMessageContaining("XPOS is computed");
        assertThatThrownBy(() -> simulation.copy(DataField.QPOS, 5, 5, new double[9], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> simulation.copy(DataField.QPOS, -1, 5, new double[9], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> simulation.copy(DataField.QPOS, 0, 9, new double[8], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> simulation.get(DataField.QVEL, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> simulation.setControls(new double[1], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        simulation.close();
        simulation.close();
        assertThatThrownBy(() -> simulation.step(1)).hasMessageContaining("closed");
        assertThatThrownBy(() -> simulation.get(DataField.QPOS, 0)).hasMessageContaining("closed");
    }

    @Test
    void statesThatAreMoreThanPlainNumbersAreResetInFullAndNotStored() {
        String xml = Models.FALLING_SPHERE.replace(
                "</worldbody>",
                "<body name='hand' mocap='true'><geom size='1' contype='0' conaffinity='0'/></body></worldbody>");
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.step(10);
            simulation.reset(new double[] {2}, new double[] {0});
            assertThat(simulation.time()).isZero();
            assertThat(simulation.get(DataField.QPOS, 0)).isEqualTo(2);
            assertThatThrownBy(() -> simulation.saveState(new double[10], 0)).hasMessageContaining("mocap");
        }
    }
}
