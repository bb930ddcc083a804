package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Planar numbers beside those that MuJoCo compiles from the same files, and what the reader refuses.
final class ModelTest {
    private static final double RELATIVE = 1e-13;

    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer"})
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
            same(model.comU[b], theirs, "body_ipos", 3 * body + u);
            same(model.comW[b], theirs, "body_ipos", 3 * body + w);
            same(model.anchorU[b], theirs, "body_pos", 3 * body + u);
            same(model.anchorW[b], theirs, "body_pos", 3 * body + w);
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
            same(model.low[b], theirs, "jnt_range", 2 * joint);
            same(model.high[b], theirs, "jnt_range", 2 * joint + 1);
            if (model.limited[b]) {
                softness(model, model.limitSoftness, theirs, "jnt_solref", "jnt_solimp", joint);
            }
        }
        for (int a = 0; a < model.actuators(); a++) {
            assertThat(model.external[model.actuatorBody[a] + 2]).isEqualTo((int) theirs.get("actuator_trnid")[2 * a]);
            same(model.gear[a], theirs, "actuator_gear", 6 * a);
            same(model.controlLow[a], theirs, "actuator_ctrlrange", 2 * a);
            same(model.controlHigh[a], theirs, "actuator_ctrlrange", 2 * a + 1);
        }
        geoms(model, theirs, u, w);
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
            same(model.geomU[g], theirs, "geom_pos", 3 * geom + u);
            same(model.geomW[g], theirs, "geom_pos", 3 * geom + w);
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
            same(model.pointFriction[p], theirs, "geom_friction", 3);
            softness(model, model.contactSoftness, theirs, "geom_solref", "geom_solimp", 1);
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
                "<joint name=\"hind-foot\" range | <joint name=\"hind-foot\" pos='0 0 1' range | must be 0 0 0",
                "pos=\".16 0 -.25\" | pos=\".16 1 -.25\" | must lie in the plane of motion",
                "gear=\"30\" | gear=\"x\" | gear = x must be numbers",
                "joint=\"front-foot\" gear | joint=\"toe\" gear | joint = toe must be a hinge of a leg",
                "condim=\"3\" | condim=\"4\" | condim must be 3",
                "conaffinity=\"0\" | conaffinity=\"1\" | must not collide with one another",
                "<mujoco model=\"half-cheetah\"> | <robot> | <robot>: the root must be <mujoco>",
                "class=\"plane\" type=\"slide\" axis=\"1 0 0\" | class=\"hill\" type=\"slide\" axis=\"1 0 0\" | there is no default class hill",
                "</mujoco> | </robot> | is not well-formed",
                "<worldbody> | <worldbody>text | text outside of tags"
            })
    void whatIsUnknownIsRefusedByName(String text, String replacement, String message) {
        String xml = Files.model("half_cheetah");
        String changed = xml.replace(text, replacement);
        assertThat(changed).isNotEqualTo(xml);

        assertThatThrownBy(() -> PlanarModel.parse("half_cheetah.xml", changed))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("half_cheetah.xml")
                .hasMessageContaining(message);
    }
}
