package org.sgmrl.locomotion;

import java.util.Locale;
import java.util.regex.Matcher;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.environment.VisibleEnvironment.View;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoRenderer;
import org.sgmrl.mujoco.MujocoSimulation;

/// Pictures of a robot by MuJoCo's own renderer: on a chequered floor under a pale sky, the camera beside it or, for
/// tasks on the plane, obliquely above. Made by [LocomotionEnvironment#photographer].
///
/// What is drawn is a copy of the model with light, floor and colours added, which only gets positions: the
/// simulated model stays as it is.
public final class Photographer implements AutoCloseable {
    private static final int ROOT = 1;
    /// Degrees that MuJoCo's cameras see from top to bottom.
    private static final double FIELD_OF_VIEW = 45;

    private static final double GOAL_RADIUS = 0.03;

    private static final String STAGE = """
            <visual>
              <global offwidth="WIDTH" offheight="HEIGHT"/>
              <quality shadowsize="1024" offsamples="4"/>
              <headlight ambient=".38 .38 .38" diffuse=".35 .35 .35" specular=".1 .1 .1"/>
              <map znear=".02" zfar="60" shadowclip="3" haze=".45"/>
              <rgba haze=".86 .91 .95 1"/>
            </visual>
            <statistic extent="3"/>
            <asset>
              <texture type="skybox" builtin="gradient" rgb1=".95 .97 .98" rgb2=".62 .75 .86" width="128" height="128"/>
              <texture name="floor" type="2d" builtin="checker" rgb1=".80 .83 .85" rgb2=".70 .74 .77"
                width="128" height="128"/>
              <material name="floor" texture="floor" texrepeat="1 1" texuniform="true" reflectance="0"
                specular="0"/>
            </asset>
            <default>""";

    private final MujocoModel model;
    private final MujocoSimulation simulation;
    private final MujocoRenderer renderer;
    private final Scenery scenery;
    private final double[] qpos;
    private final double[] qvel;
    private final double restHeight;

    Photographer(Robot robot, Scenery scenery, Object task, double restHeight, int width, int height) {
        this.scenery = scenery;
        this.restHeight = restHeight;
        this.qpos = new double[robot.positions()];
        this.qvel = new double[robot.velocities()];
        model = MujocoModel.compile(visual(Locomotion.xml(robot.name()), scenery, task, width, height));
        MujocoSimulation state = null;
        try {
            state = new MujocoSimulation(model);
            renderer = new MujocoRenderer(model, width, height);
            simulation = state;
        } catch (RuntimeException | Error e) {
            if (state != null) {
                state.close();
            }
            model.close();
            throw e;
        }
    }

    /// The robot's model with what makes a picture of it.
    static String visual(String xml, Scenery scenery, Object task, int width, int height) {
        String stage = STAGE.replace("WIDTH", Integer.toString(width)).replace("HEIGHT", Integer.toString(height));
        String text = xml.replaceFirst("<default>", Matcher.quoteReplacement(stage));
        // The first colour is that of the robot; where there is a second one it sets one side off from the other.
        text = text.replaceFirst("rgba=\"[^\"]*\"", "rgba=\".92 .58 .25 1\"");
        text = text.replaceAll("<geom rgba=\"[^\"]*\"/>", "<geom rgba=\".97 .77 .52 1\"/>");
        // A floor without end instead of the model's own.
        text = text.replaceFirst(
                "(<geom name=\"(?:ground|bottom)\" type=\"plane\")([^>]*) size=\"[^\"]*\"([^>]*) rgba=\"[^\"]*\"",
                "$1$2 size=\"0 0 1\"$3 material=\"floor\" rgba=\"1 1 1 1\"");
        // The sun goes with the robot, as its shadow must.
        text = text.replaceFirst("<light name=\"sun\"[^>]*>", "");
        text = text.replaceFirst(
                "(<body [^>]*>)",
                "$1<light name=\"sun\" directional=\"true\" mode=\"trackcom\" pos=\"0 -1 4\" dir=\".1 .3 -1\""
                        + " diffuse=\".55 .55 .55\" specular=\".2 .2 .2\"/>");
        return text.replaceFirst("<worldbody>", Matcher.quoteReplacement("<worldbody>" + marks(scenery, task)));
    }

    /// The task's goal lies on the floor.
    private static String marks(Scenery scenery, Object task) {
        if (!(task instanceof Goal goal)) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "<site name=\"goal\" type=\"cylinder\" size=\"%f .01\" pos=\"%f %f %f\" rgba=\".56 .16 .42 1\"/>",
                GOAL_RADIUS * scenery.breadth(),
                goal.x(),
                goal.y(),
                scenery.ground() + 0.01);
    }

    /// Takes a picture.
    ///
    /// @param state the state, as [LocomotionEnvironment#state] tells it
    /// @param rgb receives the picture, overwritten: 0xRRGGBB, rows from the top
    /// @throws org.sgmrl.mujoco.MujocoException if MuJoCo reports an error
    public void take(double[] state, int[] rgb) {
        System.arraycopy(state, 0, qpos, 0, qpos.length);
        simulation.reset(qpos, qvel);
        double x = scenery.fixed() ? 0 : simulation.get(DataField.SUBTREE_COM, 3 * ROOT);
        double y = scenery.fixed() ? 0 : simulation.get(DataField.SUBTREE_COM, 3 * ROOT + 1);
        double distance =
                (scenery.fixed() ? 0.37 : 0.31) * scenery.breadth() / StrictMath.tan(Math.toRadians(FIELD_OF_VIEW / 2));
        boolean side = scenery.view() == View.SIDE;
        double z = scenery.fixed() || Double.isNaN(restHeight) ? 0 : restHeight;
        renderer.camera(x, y, z, distance, side ? 90 : 110, side ? -9 : scenery.view() == View.ABOVE ? -60 : -32);
        renderer.draw(simulation, rgb);
    }

    /// Frees all that was made for the pictures.
    ///
    /// @throws IllegalStateException on another thread than the one that made the photographer; nothing is freed
    @Override
    public void close() {
        // First and outside of a try: what refuses another thread must leave model and simulation to the owner.
        renderer.close();
        simulation.close();
        model.close();
    }
}
