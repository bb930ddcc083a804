package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.planar.mjcf.ModelFormatException;

/// Planar numbers beside those that MuJoCo compiles from the same files, and what the reader refuses.
final class ModelTest {
    private static final double RELATIVE = 1e-13;

    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer", "hopper", "walker2d"})
    void everyNumberIsMujocos(String robot) {
        Files.Numbers theirs = Files.numbers(robot);
        PlanarModel model = States.model(robot);
        int u = model.upright ? 2 : 0;
        int w = model.upright ? 0 : 1;

        same(model.timestep, theirs, "opt.timestep", 0);
        assertThat(model.integrator == PlanarModel.Integrator.RK4).isEqualTo(theirs.get("opt.integrator")[0] == 1);
        assertThat(model.gravity).isEqualTo(model.upright ? -theirs.get("opt.gravity")[2] : 0);
        same(model.density, theirs, "opt.density", 0);
        same(model.viscosity, theirs, "opt.viscosity", 0);
        assertThat(model.bodies).isEqualTo((int) theirs.get("nbody")[0] - 1);
        for (int b = 0; b < model.bodies; b++) {
            // MuJoCo's body 0 is the world.
            int body = b + 1;
            assertThat(model.parent[b]).isEqualTo((int) theirs.get("body_parentid")[body] - 1);
            same(model.mass[b], theirs, "body_mass", body);
            same(model.comU[b] + hinge(theirs, model, b, u), theirs, "body_ipos", 3 * body + u);
            same(model.comW[b] + hinge(theirs, model, b, w), theirs, "body_ipos", 3 * body + w);
            double up = hinge(theirs, model, b, u) - (b == 0 ? 0 : hinge(theirs, model, model.parent[b], u));
            double aside = hinge(theirs, model, b, w) - (b == 0 ? 0 : hinge(theirs, model, model.parent[b], w));
            same(model.anchorU[b] - up, theirs, "body_pos", 3 * body + u);
            same(model.anchorW[b] - aside, theirs, "body_pos", 3 * body + w);
            same(model.inertia[b], theirs, "body_inertia", 3 * body + outOfPlane(theirs, body, model));
            same(model.bodyInvWeight[b], theirs, "body_invweight0", 2 * body);
        }
        for (int i = 0; i < model.dofs(); i++) {
            same(model.dofInvWeight[i], theirs, "dof_invweight0", model.external[i]);
        }
        same(model.armatureU, theirs, "dof_armature", model.external[0]);
        same(model.armatureW, theirs, "dof_armature", model.external[1]);
        for (int b = 0; b < model.bodies; b++) {
            int joint = model.external[b + 2];
            same(model.armature[b], theirs, "dof_armature", joint);
            same(model.damping[b], theirs, "dof_damping", joint);
            same(model.stiffness[b], theirs, "jnt_stiffness", joint);
            assertThat(model.limited[b]).isEqualTo(theirs.get("jnt_limited")[joint] != 0);
            double direction = theirs.get("jnt_axis")[3 * joint + (model.upright ? 1 : 2)];
            assertThat(model.direction[b + 2]).isEqualTo(direction);
            same(direction > 0 ? model.low[b] : -model.high[b], theirs, "jnt_range", 2 * joint);
            same(direction > 0 ? model.high[b] : -model.low[b], theirs, "jnt_range", 2 * joint + 1);
            if (model.limited[b]) {
                softness(model, model.limitSoftness, theirs, "jnt_solref", "jnt_solimp", joint);
            }
        }
        for (int a = 0; a < model.actuators(); a++) {
            assertThat(model.external[model.actuatorBody[a] + 2]).isEqualTo((int) theirs.get("actuator_trnid")[2 * a]);
            same(model.direction[model.actuatorBody[a] + 2] * model.gear[a], theirs, "actuator_gear", 6 * a);
            same(model.controlLow[a], theirs, "actuator_ctrlrange", 2 * a);
            same(model.controlHigh[a], theirs, "actuator_ctrlrange", 2 * a + 1);
        }
        assertThat(model.initial).isEqualTo(theirs.get("qpos0"));
        geoms(model, theirs, u, w);
    }

    /// Where a body's hinge is in MuJoCo's frame of the body; a frame of ours is that of the hinge, a body's last joint.
    private static double hinge(Files.Numbers theirs, PlanarModel model, int body, int axis) {
        return theirs.get("jnt_pos")[3 * model.external[body + 2] + axis];
    }

    /// Which principal axis is the hinges' direction: the only one that the inertial frame's rotation leaves out.
    private static int outOfPlane(Files.Numbers theirs, int body, PlanarModel model) {
        double[] q = theirs.get("body_iquat");
        double a = q[4 * body];
        double x = q[4 * body + 1];
        double y = q[4 * body + 2];
        double z = q[4 * body + 3];
        double[] row = model.upright
                ? new double[] {2 * (x * y + a * z), a * a - x * x + y * y - z * z, 2 * (y * z - a * x)}
                : new double[] {2 * (x * z - a * y), 2 * (y * z + a * x), a * a - x * x - y * y + z * z};
        for (int axis = 0; axis < 3; axis++) {
            if (Math.abs(row[axis]) > 0.99) {
                return axis;
            }
        }
        throw new AssertionError("body " + body + " has no principal axis across the plane");
    }

    private static void geoms(PlanarModel model, Files.Numbers theirs, int u, int w) {
        assertThat(model.geomBody).hasSize((int) theirs.get("ngeom")[0] - 1);
        for (int g = 0; g < model.geomBody.length; g++) {
            // MuJoCo's geom 0 is the plane.
            int geom = g + 1;
            assertThat(model.geomBody[g]).isEqualTo((int) theirs.get("geom_bodyid")[geom] - 1);
            int body = model.geomBody[g];
            same(model.geomU[g] + hinge(theirs, model, body, u), theirs, "geom_pos", 3 * geom + u);
            same(model.geomW[g] + hinge(theirs, model, body, w), theirs, "geom_pos", 3 * geom + w);
            same(model.geomFriction[g], theirs, "geom_friction", 3 * geom);
            same(model.geomRadius[g], theirs, "geom_size", 3 * geom);
            same(model.geomHalf[g], theirs, "geom_size", 3 * geom + 1);
            double[] q = theirs.get("geom_quat");
            double a = q[4 * geom];
            double x = q[4 * geom + 1];
            double y = q[4 * geom + 2];
            double z = q[4 * geom + 3];
            double[] axis = {2 * (x * z + a * y), 2 * (y * z - a * x), a * a - x * x - y * y + z * z};
            assertThat(Math.abs(axis[u] * model.geomAxisU[g] + axis[w] * model.geomAxisW[g]))
                    .isCloseTo(1, within(RELATIVE));
        }
        for (int p = 0; p < model.pointBody.length; p++) {
            int geom = 1 + model.pointGeom[p];
            double[] friction = theirs.get("geom_friction");
            assertThat(model.pointFriction[p]).isEqualTo(Math.max(friction[0], friction[3 * geom]));
            softness(model, model.contactSoftness, theirs, "geom_solref", "geom_solimp", geom);
            same(model.margin, theirs, "geom_margin", geom);
        }
    }

    /// Pairs that MuJoCo holds against one another: those whose bits say so, but for a body and its parent.
    @ParameterizedTest
    @CsvSource({"half_cheetah, 0", "swimmer, 0", "hopper, 3", "walker2d, 0"})
    void pairsOfCapsulesAreThoseThatCanTouch(String robot, int count) {
        Files.Numbers theirs = Files.numbers(robot);
        PlanarModel model = States.model(robot);
        double[] types = theirs.get("geom_contype");
        double[] affinities = theirs.get("geom_conaffinity");
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < model.geomBody.length; i++) {
            for (int k = i + 1; k < model.geomBody.length; k++) {
                boolean collide = ((int) types[i + 1] & (int) affinities[k + 1]) != 0
                        || ((int) types[k + 1] & (int) affinities[i + 1]) != 0;
                int body = model.geomBody[i];
                int other = model.geomBody[k];
                if (collide && body != other && model.parent[other] != body) {
                    expected.add(List.of(i, k));
                    assertThat(theirs.get("geom_condim")[i + 1]).isEqualTo(1);
                    assertThat(theirs.get("geom_condim")[k + 1]).isEqualTo(1);
                }
            }
        }
        List<List<Integer>> actual = new ArrayList<>();
        for (int i = 0; i < model.pairUpper.length; i++) {
            actual.add(List.of(model.pairUpper[i], model.pairLower[i]));
        }
        assertThat(actual).isEqualTo(expected).hasSize(count);
    }

    /// Where masses vary by task, moments of inertia do so by the factor of the second principal axis.
    @ParameterizedTest
    @ValueSource(strings = {"hopper", "walker2d"})
    void theSecondPrincipalAxisIsOutOfThePlane(String robot) {
        Files.Numbers theirs = Files.numbers(robot);
        PlanarModel model = States.model(robot);
        for (int b = 0; b < model.bodies; b++) {
            assertThat(outOfPlane(theirs, b + 1, model)).isEqualTo(1);
        }
    }

    private static void softness(
            PlanarModel model, Softness ours, Files.Numbers theirs, String solref, String solimp, int index) {
        double time = Math.max(theirs.get(solref)[2 * index], 2 * model.timestep);
        double ratio = theirs.get(solref)[2 * index + 1];
        double[] imp = theirs.get(solimp);
        double dmax = imp[5 * index + 1];
        assertThat(ours.dmin()).isEqualTo(Math.max(imp[5 * index], 1e-4));
        assertThat(ours.dmax()).isEqualTo(dmax);
        assertThat(ours.width()).isEqualTo(imp[5 * index + 2]);
        assertThat(ours.k()).isCloseTo(1 / Math.pow(dmax * time * ratio, 2), within(1e-9));
        assertThat(ours.b()).isCloseTo(2 / (dmax * time), within(1e-9));
    }

    private static void same(double ours, Files.Numbers theirs, String array, int index) {
        double expected = theirs.get(array)[index];
        assertThat(ours)
                .as("%s[%d]", array, index)
                .isCloseTo(expected, within(RELATIVE * Math.max(1e-3, Math.abs(expected))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<option timestep | <option iterations='5' timestep | line 13: <option>: the attribute iterations",
                "solimplimit=\"0 .8 .03\"/> | margin='.1'/> | <joint>: the attribute margin",
                "<actuator> | <tendon/><actuator> | <tendon>: the planar simulator does not know this element in <mujoco>",
                "<actuator> | <actuator><position/> | <position>: the planar simulator does not know this element",
                "type=\"capsule\" fromto | type=\"box\" fromto | type = box must be one of capsule",
                "type=\"plane\" size | type=\"sphere\" size | type = sphere must be one of plane",
                "timestep=\"0.01\" | timestep=\"0.01\" integrator=\"implicit\" | must be one of Euler, RK4",
                "timestep=\"0.01\" | timestep=\"nan\" | timestep = nan must be",
                "gravity=\"0 0 -9.81\" | gravity=\"1 0 -9.81\" | gravity = 1 0 -9.81 must be vertical",
                "angle=\"radian\" | angle=\"turns\" | angle = turns must be one of degree, radian",
                "<joint name=\"hind-foot\" range | <joint name=\"hind-foot\" axis='1 0 0' range | must be that of the other hinges",
                "<joint name=\"hind-foot\" range | <joint name=\"hind-foot\" pos='0 1 0' range | pos = 0 1 0 must lie in the plane of motion",
                "pos=\".16 0 -.25\" | pos=\".16 1 -.25\" | must lie in the plane of motion",
                "gear=\"30\" | gear=\"x\" | gear = x must be numbers",
                "joint=\"front-foot\" gear | joint=\"toe\" gear | joint = toe must be a hinge of a leg",
                "condim=\"3\" | condim=\"4\" | condim must be 3",
                "conaffinity=\"0\" | conaffinity=\"1\" | condim must be 1 for contacts of the robot's geoms with one another",
                "<joint name=\"hind-foot\" range | <joint name=\"hind-foot\" ref='1' range | ref = 1 must be 0 for a hinge",
                "<mujoco model=\"half-cheetah\"> | <robot> | <robot>: the root must be <mujoco>",
                "class=\"plane\" type=\"slide\" axis=\"1 0 0\" | class=\"hill\" type=\"slide\" axis=\"1 0 0\" | there is no default class hill",
                "</mujoco> | </robot> | is not well-formed",
                "<worldbody> | <worldbody>text | text outside of tags"
            })
    void whatIsUnknownIsRefusedByName(String text, String replacement, String message) {
        refuse("half_cheetah", text, replacement, message);
    }

    private static void refuse(String robot, String text, String replacement, String message) {
        String xml = Files.model(robot);
        String changed = xml.replace(text, replacement);
        assertThat(changed).isNotEqualTo(xml);

        assertThatThrownBy(() -> PlanarModel.parse(robot + ".xml", changed))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(robot + ".xml")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hopper | condim=\"1\" | condim=\"3\" | condim must be 1 for contacts of the robot's geoms",
                "hopper | <geom name=\"shin\" | <geom name=\"shin\" margin='.002' | margin must be those of all geoms",
                "hopper | <geom name=\"ground\" | <geom name=\"ground\" solimp='.9 .9 .01' | solref, solimp and margin must be",
                "hopper | size=\".04 .25\" | size=\".04 .25\" gap='.1' | the attribute gap is not one of those",
                "hopper | size=\".04 .25\" | size=\".04 .25\" axisangle='1 0 0 3' | must lie in the x-z plane",
                "walker2d | conaffinity=\"0\" condim=\"3\" | conaffinity=\"1\" condim=\"1\" | geoms of two legs must not collide"
            })
    void contactsThatAreNotPlanarAreRefusedByName(String robot, String text, String replacement, String message) {
        refuse(robot, text, replacement, message);
    }
}
