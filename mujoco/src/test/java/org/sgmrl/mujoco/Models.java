package org.sgmrl.mujoco;

import java.lang.foreign.ValueLayout;

/// Models of the tests.
final class Models {
    private Models() {}

    /// A body of mass 4.19 kg on a vertical slide, 10 m/s² of gravity, steps of 0.01 s.
    static final String FALLING_SPHERE = """
            <mujoco>
              <option timestep="0.01" gravity="0 0 -10"/>
              <worldbody>
                <body name="sphere">
                  <joint name="fall" type="slide" axis="0 0 1"/>
                  <geom name="ball" size="0.1"/>
                </body>
              </worldbody>
            </mujoco>
            """;

    /// A free torso with a two-part leg over a floor: contacts, limits, friction, a motor with activation.
    static final String JUMPER = """
            <mujoco>
              <compiler angle="degree"/>
              <option timestep="0.005"/>
              <worldbody>
                <geom name="floor" type="plane" size="10 10 1" friction="0.9 0.1 0.1"/>
                <body name="torso" pos="0 0 1.1">
                  <freejoint/>
                  <geom type="capsule" fromto="-0.2 0 0 0.2 0 0" size="0.1"/>
                  <body name="thigh" pos="0 0 -0.1">
                    <joint name="hip" type="hinge" axis="0 1 0" range="-60 60" limited="true" damping="0.5"
                      armature="0.02" frictionloss="0.1"/>
                    <geom type="capsule" fromto="0 0 0 0 0 -0.4" size="0.05"/>
                    <body name="shin" pos="0 0 -0.45">
                      <joint name="knee" type="hinge" axis="0 1 0" range="-90 5" limited="true" stiffness="8"
                        damping="0.3" armature="0.02"/>
                      <geom name="foot" type="capsule" fromto="0 0 0 0 0 -0.4" size="0.04"/>
                    </body>
                  </body>
                </body>
              </worldbody>
              <actuator>
                <motor joint="hip" gear="40" ctrlrange="-1 1" ctrllimited="true"/>
                <general joint="knee" gear="30" ctrlrange="-1 1" ctrllimited="true" dyntype="filter" dynprm="0.03"/>
              </actuator>
            </mujoco>
            """;

    /// Spheres of [#row].
    static final int ROW = 10;

    /// Spheres on vertical slides five metres above a floor.
    ///
    /// @param size the attributes of the element `size`
    static String row(String size) {
        StringBuilder xml =
                new StringBuilder("<mujoco><size " + size + "/><worldbody><geom type='plane' size='1 1 1'/>");
        for (int i = 0; i < ROW; i++) {
            xml.append("<body pos='")
                    .append(2 * i)
                    .append(" 0 5'><joint type='slide' axis='0 0 1'/><geom size='0.5'/></body>");
        }
        return xml + "</worldbody></mujoco>";
    }

    /// Makes MuJoCo meet an error in every step of a model.
    static void breakIntegrator(MujocoModel model) {
        model.struct().array(ModelField.OPT_INTEGRATOR).set(ValueLayout.JAVA_INT, 0, 99);
    }

    /// Undoes [#breakIntegrator].
    static void mendIntegrator(MujocoModel model) {
        model.struct().array(ModelField.OPT_INTEGRATOR).set(ValueLayout.JAVA_INT, 0, 0);
    }
}
