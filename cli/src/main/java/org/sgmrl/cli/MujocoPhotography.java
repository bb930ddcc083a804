package org.sgmrl.cli;

import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.locomotion.LocomotionEnvironment;
import org.sgmrl.picture.Photographer;
import org.sgmrl.picture.Photography;

/// MuJoCo's own renderer, for environments that it simulates.
final class MujocoPhotography implements Photography {
    @Override
    public Photographer photographer(VisibleEnvironment<?> stage, int width, int height) {
        var photographer = ((LocomotionEnvironment<?>) stage).photographer(width, height);
        return new Photographer() {
            @Override
            public void take(double[] state, int[] rgb) {
                photographer.take(state, rgb);
            }

            @Override
            public void close() {
                photographer.close();
            }
        };
    }
}
