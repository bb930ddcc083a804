package org.sgmrl.planar;

import java.util.Locale;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.environment.VisibleEnvironment.Shape;
import org.sgmrl.environment.VisibleEnvironment.Stage;
import org.sgmrl.environment.VisibleEnvironment.View;
import org.sgmrl.environment.robot.Direction;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.environment.robot.Velocity;

/// What there is to see of a robot: its capsules.
final class Appearance {
    private static final double BREADTH_OF_REACH = 3.4;

    private final PlanarModel model;
    private final double stepSeconds;
    private final double breadth;
    private final double[] angle;
    private final double[] placeU;
    private final double[] placeW;
    private final double[] size = new double[2];
    private final double[] position = new double[3];
    private final double[] rotation = new double[9];

    Appearance(PlanarModel model, double stepSeconds) {
        this.model = model;
        this.stepSeconds = stepSeconds;
        angle = new double[model.bodies];
        placeU = new double[model.bodies];
        placeW = new double[model.bodies];
        place(model.initial);
        double reach = 0;
        for (int g = 0; g < model.geomBody.length; g++) {
            double du = centreU(g) - placeU[0];
            double dw = centreW(g) - placeW[0];
            reach = Math.max(reach, Math.sqrt(du * du + dw * dw) + model.geomRadius[g] + model.geomHalf[g]);
        }
        breadth = BREADTH_OF_REACH * reach;
    }

    /// Places all bodies.
    private void place(double[] qpos) {
        for (int b = 0; b < model.bodies; b++) {
            int p = model.parent[b];
            double turn = inside(b + 2, qpos);
            if (p < 0) {
                angle[b] = turn;
                placeU[b] = model.anchorU[b] + inside(0, qpos);
                placeW[b] = model.anchorW[b] + inside(1, qpos);
            } else {
                double s = StrictMath.sin(angle[p]);
                double c = StrictMath.cos(angle[p]);
                angle[b] = angle[p] + turn;
                placeU[b] = placeU[p] + c * model.anchorU[b] - s * model.anchorW[b];
                placeW[b] = placeW[p] + s * model.anchorU[b] + c * model.anchorW[b];
            }
        }
    }

    /// A coordinate in the model's internal order.
    private double inside(int dof, double[] qpos) {
        int outside = model.external[dof];
        return model.direction[dof] * (qpos[outside] - model.initial[outside]);
    }

    private double alongU(int body, double u, double w) {
        return StrictMath.cos(angle[body]) * u - StrictMath.sin(angle[body]) * w;
    }

    private double alongW(int body, double u, double w) {
        return StrictMath.sin(angle[body]) * u + StrictMath.cos(angle[body]) * w;
    }

    private double centreU(int g) {
        int b = model.geomBody[g];
        return placeU[b] + alongU(b, model.geomU[g], model.geomW[g]);
    }

    private double centreW(int g) {
        int b = model.geomBody[g];
        return placeW[b] + alongW(b, model.geomU[g], model.geomW[g]);
    }

    Scenery scenery(Object task) {
        View view = model.upright ? View.SIDE : View.ABOVE;
        return new Scenery(view, breadth, false, model.pictureGround, stepSeconds, "m", words(task));
    }

    private static String words(Object task) {
        return switch (task) {
            case Direction direction -> direction.sign() > 0 ? "forwards" : "backwards";
            case Velocity velocity -> String.format(Locale.ROOT, "velocity %.2f m/s", velocity.metresPerSecond());
            case Physique physique -> physique.exponents().length + " unknown physical parameters";
            default -> String.valueOf(task);
        };
    }

    /// How fast along x.
    String progress(double[] earlier, double[] now, int steps) {
        return String.format(Locale.ROOT, "velocity %.2f m/s", (now[0] - earlier[0]) / (steps * stepSeconds));
    }

    /// @param mass of the bodies, kg, which tasks may change
    void show(Object task, double[] mass, double[] qpos, Stage stage) {
        if (task instanceof Direction direction) {
            stage.direction(direction.sign(), 0);
        }
        place(qpos);
        double total = 0;
        double u = 0;
        double w = 0;
        for (int b = 0; b < model.bodies; b++) {
            total += mass[b];
            u += mass[b] * (placeU[b] + alongU(b, model.comU[b], model.comW[b]));
            w += mass[b] * (placeW[b] + alongW(b, model.comU[b], model.comW[b]));
        }
        // A camera that bobbed with the robot would hide that it does.
        double rest = model.upright ? model.anchorU[0] : 0;
        stage.focus((model.upright ? w : u) / total, model.upright ? 0 : w / total, rest);
        for (int g = 0; g < model.geomBody.length; g++) {
            int b = model.geomBody[g];
            double axisU = alongU(b, model.geomAxisU[g], model.geomAxisW[g]);
            double axisW = alongW(b, model.geomAxisU[g], model.geomAxisW[g]);
            size[0] = model.geomRadius[g];
            size[1] = model.geomHalf[g];
            if (model.upright) {
                fill(position, centreW(g), 0, centreU(g));
                fill(rotation, axisU, 0, axisW, 0, 1, 0, -axisW, 0, axisU);
            } else {
                fill(position, centreU(g), centreW(g), 0);
                fill(rotation, -axisW, 0, axisU, axisU, 0, axisW, 0, 1, 0);
            }
            stage.part(
                    Shape.CAPSULE, size, position, rotation, model.geomColour[g].equals(model.geomColour[0]) ? 0 : 1);
        }
    }

    private static void fill(double[] out, double... values) {
        System.arraycopy(values, 0, out, 0, values.length);
    }
}
