package org.sgmrl.locomotion;

import org.sgmrl.environment.robot.Physique;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;

/// Numbers of a copy are those of the original times the task's factors.
final class VariedModel implements TaskModel<Physique> {
    private static final ModelField[] FIELDS = {
        ModelField.BODY_MASS, ModelField.BODY_INERTIA, ModelField.DOF_DAMPING, ModelField.GEOM_FRICTION
    };

    private final MujocoModel copy;
    private final double[][] originals = new double[FIELDS.length][];

    VariedModel(MujocoModel original) {
        for (int f = 0; f < FIELDS.length; f++) {
            originals[f] = original.doubles(FIELDS[f]);
        }
        copy = original.copy();
    }

    @Override
    public MujocoModel model() {
        return copy;
    }

    @Override
    public void apply(Physique task) {
        int next = 0;
        for (int f = 0; f < FIELDS.length; f++) {
            double[] values = originals[f].clone();
            for (int i = 0; i < values.length; i++) {
                if (values[i] != 0) {
                    values[i] *= task.factor(next++);
                }
            }
            copy.set(FIELDS[f], values);
        }
        copy.updateConstants();
    }

    @Override
    public void close() {
        copy.close();
    }
}
