package org.sgmrl.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// Confirms by content that a layout is that of the loaded library: a tiny model has a number of its own in every
/// field that the binding reads, and its motion is simple enough to be known beforehand.
final class SelfCheck {
    /// A free sphere that touches the floor, with a hinged arm; apart from them a body on a vertical slide.
    private static final String MODEL = """
            <mujoco>
              <compiler angle="radian"/>
              <size nuserdata="8"/>
              <option timestep="0.00390625" impratio="1.25" tolerance="0.000030517578125" gravity="0.5 -0.25 -9.5"
                wind="0.125 0.375 0.625" density="1.75" viscosity="0.1875" integrator="implicit" cone="elliptic"
                jacobian="dense" solver="Newton" iterations="37">
                <flag warmstart="disable" energy="enable"/>
              </option>
              <worldbody>
                <geom name="floor" type="plane" size="5 6 7" contype="2" conaffinity="4" rgba="0.25 0.5 0.75 1"/>
                <body name="ball" pos="1 2 0.9375" quat="0.5 0.5 0.5 0.5">
                  <freejoint name="free"/>
                  <inertial pos="0.0625 0.125 0.25" quat="0.6 0 0.8 0" mass="3.5" diaginertia="0.5 0.625 0.75"/>
                  <geom name="sphere" type="sphere" size="1" contype="4" conaffinity="8"/>
                  <body name="arm" pos="0.3125 -0.4375 0.5625" quat="0.8 0.6 0 0">
                    <joint name="elbow" type="hinge" axis="0 0.6 0.8" pos="0.1875 -0.0625 0.6875" limited="true"
                      range="-1.5 2.25" margin="0.03125" solreflimit="0.09375 1.5"
                      solimplimit="0.5 0.75 0.375 0.25 3" stiffness="1.625" springref="0.1875" ref="0.4375"
                      armature="0.28125" damping="0.84375" frictionloss="0.15625"/>
                    <inertial pos="-0.125 0.375 0.0625" mass="1.25" diaginertia="0.25 0.3125 0.28125"/>
                    <geom name="capsule" type="capsule" size="0.125 0.375" pos="0.5 0.0625 -0.25" quat="0 0.6 0 0.8"
                      contype="16" conaffinity="32" condim="4" friction="0.875 0.0625 0.03125" solref="0.0625 1.25"
                      solimp="0.625 0.875 0.125 0.375 4" margin="0.046875" gap="0.015625"/>
                    <geom name="box" type="box" size="0.0625 0.125 0.1875" contype="0" conaffinity="0"/>
                  </body>
                </body>
                <body name="lift" pos="30 40 50">
                  <joint name="rise" type="slide" axis="0 0 1" stiffness="2.5" damping="0.40625" armature="0.34375"/>
                  <joint name="turn" type="hinge" axis="0 0 1"/>
                  <inertial pos="0 0 0" mass="2.75" diaginertia="1 1.25 1.5"/>
                  <geom name="cylinder" type="cylinder" size="0.25 0.5" contype="0" conaffinity="0"/>
                </body>
                <body name="pointer" mocap="true" pos="-7 -8 -9">
                  <geom type="ellipsoid" size="0.25 0.375 0.5" contype="0" conaffinity="0"/>
                </body>
              </worldbody>
              <equality>
                <joint joint1="elbow" active="false"/>
                <joint joint1="turn" active="false"/>
                <joint joint1="rise" active="false"/>
              </equality>
              <actuator>
                <motor joint="rise" gear="7 6 5 4 3 2" ctrllimited="true" ctrlrange="-0.875 0.9375"/>
                <motor joint="elbow" gear="11" ctrllimited="false"/>
                <general joint="turn" gear="13" dyntype="filter" dynprm="0.5" ctrllimited="false"/>
              </actuator>
            </mujoco>
            """;

    /// Tells apart the two options that are equal in the other model.
    private static final String OTHER_OPTIONS = """
            <mujoco>
              <option integrator="RK4" solver="Newton"/>
            </mujoco>
            """;

    private static final int BALL = 1;
    private static final int LIFT = 3;
    private static final int RISE = 7;

    private final Layout layout;
    private final List<String> differences = new ArrayList<>();

    private SelfCheck(Layout layout) {
        this.layout = layout;
    }

    /// Compares a layout with the loaded library.
    ///
    /// @return the fields whose content is not what it must be; empty if the layout is right
    static List<String> differences(Layout layout) {
        SelfCheck check = new SelfCheck(layout);
        try {
            check.run();
        } catch (IllegalStateException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException
                | MujocoException e) {
            check.differences.add(String.valueOf(e.getMessage()));
        }
        return check.differences;
    }

    private void run() {
        withModel(MODEL, this::checkAll);
        if (differences.isEmpty()) {
            withModel(OTHER_OPTIONS, (struct, address) -> {
                expect(struct, ModelField.OPT_INTEGRATOR, 0, 1);
                expect(struct, ModelField.OPT_SOLVER, 0, 2);
            });
        }
    }

    private void withModel(String xml, ObjLongConsumer<ModelStruct> action) {
        long model = Native.compile(xml);
        Owned ownedModel = new Owned(model, layout.value("sizeof.mjModel"), () -> Native.deleteModel(model));
        try {
            action.accept(new ModelStruct(ownedModel, layout), model);
        } finally {
            ownedModel.free();
        }
    }

    private void checkAll(ModelStruct struct, long model) {
        checkSizes(struct);
        // With a wrong size nothing else can be read safely.
        if (differences.isEmpty()) {
            checkModel(struct);
        }
        if (differences.isEmpty()) {
            checkData(struct, model);
        }
    }

    private void checkSizes(ModelStruct model) {
        expectSize(model, "nq", 10);
        expectSize(model, "nv", 9);
        expectSize(model, "nu", 3);
        expectSize(model, "na", 1);
        expectSize(model, "nbody", 5);
        expectSize(model, "njnt", 4);
        expectSize(model, "ngeom", 6);
        expectSize(model, "neq", 3);
        expectSize(model, "nmocap", 1);
        expectSize(model, "nuserdata", 8);
        expectSize(model, "nplugin", 0);
        expectSize(model, "nhistory", 0);
    }

    private void expectSize(ModelStruct model, String name, int expected) {
        long actual = model.count(name);
        if (actual != expected) {
            differences.add(name + " = " + actual + " instead of " + expected);
        }
    }

    private void checkModel(ModelStruct model) {
        expect(model, ModelField.OPT_TIMESTEP, 0, 0.00390625);
        expect(model, ModelField.OPT_IMPRATIO, 0, 1.25);
        expect(model, ModelField.OPT_TOLERANCE, 0, 0.000030517578125);
        expect(model, ModelField.OPT_GRAVITY, 0, 0.5, -0.25, -9.5);
        expect(model, ModelField.OPT_WIND, 0, 0.125, 0.375, 0.625);
        expect(model, ModelField.OPT_DENSITY, 0, 1.75);
        expect(model, ModelField.OPT_VISCOSITY, 0, 0.1875);
        expect(model, ModelField.OPT_INTEGRATOR, 0, 2);
        expect(model, ModelField.OPT_CONE, 0, 1);
        expect(model, ModelField.OPT_JACOBIAN, 0, 0);
        expect(model, ModelField.OPT_SOLVER, 0, 2);
        expect(model, ModelField.OPT_ITERATIONS, 0, 37);
        expect(model, ModelField.OPT_DISABLEFLAGS, 0, (double) layout.value("constant.mjDSBL_WARMSTART"));
        expect(model, ModelField.OPT_ENABLEFLAGS, 0, (double) layout.value("constant.mjENBL_ENERGY"));

        expect(model, ModelField.QPOS0, 0, 1, 2, 0.9375, 0.5, 0.5, 0.5, 0.5, 0.4375, 0, 0);
        expect(model, ModelField.QPOS_SPRING, 0, 1, 2, 0.9375, 0.5, 0.5, 0.5, 0.5, 0.1875, 0, 0);

        expect(model, ModelField.BODY_PARENTID, 0, 0, 0, 1, 0, 0);
        expect(model, ModelField.BODY_POS, 6, 0.3125, -0.4375, 0.5625, 30, 40, 50, -7, -8, -9);
        expect(model, ModelField.BODY_QUAT, 4, 0.5, 0.5, 0.5, 0.5, 0.8, 0.6, 0, 0);
        expect(model, ModelField.BODY_IPOS, 3, 0.0625, 0.125, 0.25, -0.125, 0.375, 0.0625);
        expect(model, ModelField.BODY_IQUAT, 4, 0.6, 0, 0.8, 0, 1, 0, 0, 0);
        expect(model, ModelField.BODY_MASS, 0, 0, 3.5, 1.25, 2.75);
        expect(model, ModelField.BODY_INERTIA, 3, 0.5, 0.625, 0.75, 0.25, 0.3125, 0.28125);

        expect(model, ModelField.JNT_TYPE, 0, 0, 3, 2, 3);
        expect(model, ModelField.JNT_QPOSADR, 0, 0, 7, 8, 9);
        expect(model, ModelField.JNT_DOFADR, 0, 0, 6, 7, 8);
        expect(model, ModelField.JNT_BODYID, 0, 1, 2, 3, 3);
        expect(model, ModelField.JNT_LIMITED, 0, 0, 1, 0, 0);
        expect(model, ModelField.JNT_SOLREF, 2, 0.09375, 1.5);
        expect(model, ModelField.JNT_SOLIMP, 5, 0.5, 0.75, 0.375, 0.25, 3);
        expect(model, ModelField.JNT_POS, 3, 0.1875, -0.0625, 0.6875);
        expect(model, ModelField.JNT_AXIS, 3, 0, 0.6, 0.8, 0, 0, 1);
        expect(model, ModelField.JNT_STIFFNESS, 0, 0, 1.625, 2.5, 0);
        expect(model, ModelField.JNT_RANGE, 2, -1.5, 2.25);
        expect(model, ModelField.JNT_MARGIN, 0, 0, 0.03125, 0, 0);

        expect(model, ModelField.DOF_FRICTIONLOSS, 5, 0, 0.15625, 0, 0);
        expect(model, ModelField.DOF_ARMATURE, 5, 0, 0.28125, 0.34375, 0);
        expect(model, ModelField.DOF_DAMPING, 5, 0, 0.84375, 0.40625, 0);

        expect(model, ModelField.GEOM_TYPE, 0, 0, 2, 3, 6, 5, 4);
        expect(model, ModelField.GEOM_CONTYPE, 0, 2, 4, 16, 0, 0, 0);
        expect(model, ModelField.GEOM_CONAFFINITY, 0, 4, 8, 32, 0, 0, 0);
        expect(model, ModelField.GEOM_CONDIM, 0, 3, 3, 4, 3, 3, 3);
        expect(model, ModelField.GEOM_BODYID, 0, 0, 1, 2, 2, 3, 4);
        expect(model, ModelField.GEOM_SOLREF, 4, 0.0625, 1.25);
        expect(model, ModelField.GEOM_SOLIMP, 10, 0.625, 0.875, 0.125, 0.375, 4);
        expect(model, ModelField.GEOM_SIZE, 0, 5, 6, 7, 1, 0, 0, 0.125, 0.375, 0, 0.0625, 0.125, 0.1875);
        expect(model, ModelField.GEOM_POS, 6, 0.5, 0.0625, -0.25);
        expect(model, ModelField.GEOM_QUAT, 8, 0, 0.6, 0, 0.8);
        expect(model, ModelField.GEOM_FRICTION, 6, 0.875, 0.0625, 0.03125);
        expect(model, ModelField.GEOM_MARGIN, 0, 0, 0, 0.046875, 0, 0, 0);
        expect(model, ModelField.GEOM_GAP, 0, 0, 0, 0.015625, 0, 0, 0);
        expect(model, ModelField.GEOM_RGBA, 0, 0.25, 0.5, 0.75, 1);

        expect(model, ModelField.ACTUATOR_TRNID, 0, 2, -1, 1, -1, 3, -1);
        expect(model, ModelField.ACTUATOR_CTRLLIMITED, 0, 1, 0, 0);
        expect(model, ModelField.ACTUATOR_CTRLRANGE, 0, -0.875, 0.9375);
        expect(model, ModelField.ACTUATOR_GEAR, 0, 7, 6, 5, 4, 3, 2, 11);
    }

    private void checkData(ModelStruct model, long modelAddress) {
        // Without a medium and with the simplest integrator the slide's motion is one line of algebra.
        model.array(ModelField.OPT_DENSITY).set(ValueLayout.JAVA_DOUBLE, 0, 0);
        model.array(ModelField.OPT_VISCOSITY).set(ValueLayout.JAVA_DOUBLE, 0, 0);
        model.array(ModelField.OPT_INTEGRATOR).set(ValueLayout.JAVA_INT, 0, 0);
        long address = Native.makeData(modelAddress);
        Owned owned = new Owned(address, layout.value("sizeof.mjData"), () -> Native.deleteData(address));
        try {
            DataStruct data = new DataStruct(owned, model, layout);
            checkForward(data, modelAddress, address);
            if (differences.isEmpty()) {
                checkStep(data, modelAddress, address);
                checkWarnings(data, modelAddress, address);
            }
        } finally {
            owned.free();
        }
    }

    private void checkForward(DataStruct data, long model, long address) {
        expect(data, DataField.QPOS, 0, 1, 2, 0.9375, 0.5, 0.5, 0.5, 0.5, 0.4375, 0, 0);
        expect(data, DataField.QVEL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        set(data, DataField.QPOS, RISE + 1, 0.75);
        // Velocities of the ball are linear ones in the world and angular ones in the ball's own axes.
        set(data, DataField.QVEL, 0, 0, 0, 0, 0.25, 0.5, 0.75, 0, -1.5, 0);
        set(data, DataField.CTRL, 0, 0.625, 0.375, 0.125);
        set(data, DataField.ACT, 0, 0.0625);
        set(data, DataField.QFRC_APPLIED, RISE, 1.125);
        set(data, DataField.XFRC_APPLIED, 6 * LIFT, 0, 0, 0.3125, 0, 0, 0.21875);
        Native.forward(model, address);
        Native.rnePostConstraint(model, address);

        expect(data, DataField.XPOS, 3 * BALL, 1, 2, 0.9375);
        expect(data, DataField.XPOS, 3 * LIFT, 30, 40, 50.75);
        expect(data, DataField.XQUAT, 4 * BALL, 0.5, 0.5, 0.5, 0.5);
        // This orientation takes x to y, y to z and z to x.
        expect(data, DataField.XMAT, 9 * BALL, 0, 0, 1, 1, 0, 0, 0, 1, 0);
        expect(data, DataField.XIPOS, 3 * BALL, 1.25, 2.0625, 1.0625);
        expect(data, DataField.GEOM_XPOS, 3, 1, 2, 0.9375);
        expect(data, DataField.GEOM_XPOS, 12, 30, 40, 50.75);
        expect(data, DataField.GEOM_XMAT, 9, 0, 0, 1, 1, 0, 0, 0, 1, 0);
        expect(data, DataField.SUBTREE_COM, 3 * LIFT, 30, 40, 50.75);
        expect(data, DataField.CINERT, 10 * BALL + 9, 3.5);
        expect(data, DataField.CINERT, 10 * LIFT, 1, 1.25, 1.5, 0, 0, 0, 0, 0, 0, 2.75);
        expect(data, DataField.CVEL, 6 * BALL, 0.75, 0.25, 0.5);
        expect(data, DataField.CVEL, 6 * LIFT, 0, 0, 0, 0, 0, -1.5);
        expect(data, DataField.QFRC_ACTUATOR, 6, 11 * 0.375, 7 * 0.625, 13 * 0.0625);
        expect(data, DataField.QACC, RISE, slideAcceleration(0.75, -1.5));
        expect(data, DataField.QACC, RISE + 1, (13 * 0.0625 + 0.21875) / 1.5);
        expect(data, DataField.CFRC_EXT, 6 * LIFT, 0, 0, 0.21875, 0, 0, 0.3125);
        // A sphere on a plane with an elliptic cone has three rows, dry friction in the elbow one.
        if (data.contacts() != 1) {
            differences.add("data.ncon = " + data.contacts() + " instead of 1");
        }
        if (data.constraints() != 4) {
            differences.add("data.nefc = " + data.constraints() + " instead of 4");
        }
        if (data.time() != 0) {
            differences.add("data.time = " + data.time() + " instead of 0");
        }
    }

    private static double slideAcceleration(double position, double velocity) {
        double force = -9.5 * 2.75 - 2.5 * position - 0.40625 * velocity + 7 * 0.625 + 1.125 + 0.3125;
        return force / (2.75 + 0.34375);
    }

    private void checkStep(DataStruct data, long model, long address) {
        Native.step(model, address);
        double step = 0.00390625;
        expect(data, DataField.ACT, 0, 0.0625 + step * (0.125 - 0.0625) / 0.5);
        double[] accelerations = new double[9];
        MemorySegment.copy(data.array(DataField.QACC), ValueLayout.JAVA_DOUBLE, 0, accelerations, 0, 9);
        expect(data, DataField.QACC_WARMSTART, 0, accelerations);
        if (data.time() != step) {
            differences.add("data.time = " + data.time() + " instead of " + step);
        }
    }

    private void checkWarnings(DataStruct data, long model, long address) {
        checkWarning(data, model, address, DataField.QPOS, Double.NaN, 0);
        checkWarning(data, model, address, DataField.QVEL, Double.POSITIVE_INFINITY, 1);
        checkWarning(data, model, address, DataField.QFRC_APPLIED, 1e15, 2);
        checkWarning(data, model, address, DataField.CTRL, Double.NaN, 3);
    }

    private void checkWarning(DataStruct data, long model, long address, DataField bad, double value, int kind) {
        Native.resetData(model, address);
        set(data, bad, 0, value);
        Native.step(model, address);
        for (int i = 0; i < DataStruct.WARNINGS; i++) {
            int expected = i == kind ? 1 : 0;
            if (data.warning(i) != expected) {
                differences.add("data.warning[" + i + "] = " + data.warning(i) + " instead of " + expected + " after "
                        + bad + " = " + value);
            }
        }
    }

    private static void set(DataStruct data, DataField field, int from, double... values) {
        MemorySegment.copy(values, 0, data.array(field), ValueLayout.JAVA_DOUBLE, 8L * from, values.length);
    }

    private void expect(DataStruct data, DataField field, int from, double... expected) {
        compare(field.layoutName(), data.array(field), ModelField.Type.DOUBLE, from, expected);
    }

    private void expect(ModelStruct model, ModelField field, int from, double... expected) {
        compare(field.layoutName(), model.array(field), field.type(), from, expected);
    }

    private void compare(String name, MemorySegment array, ModelField.Type type, int from, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            double actual = switch (type) {
                case DOUBLE -> array.getAtIndex(ValueLayout.JAVA_DOUBLE, from + i);
                case FLOAT -> array.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
                case INT -> array.getAtIndex(ValueLayout.JAVA_INT, from + i);
                case BYTE -> array.get(ValueLayout.JAVA_BYTE, from + i);
            };
            if (!(Math.abs(actual - expected[i]) <= 1e-12 * (1 + Math.abs(expected[i])))) {
                differences.add(name + "[" + (from + i) + "] = " + actual + " instead of " + expected[i]);
                return;
            }
        }
    }
}
