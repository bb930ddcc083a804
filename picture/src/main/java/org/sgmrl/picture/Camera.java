package org.sgmrl.picture;

import org.sgmrl.environment.VisibleEnvironment.View;

/// A parallel projection: unit vectors to the right and up in the picture and towards the eye.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Camera(double[] right, double[] up, double[] towards) {
    private static final double ELEVATION = Math.toRadians(32);
    private static final double AZIMUTH = Math.toRadians(20);

    static Camera of(View view) {
        return switch (view) {
            case SIDE -> new Camera(new double[] {1, 0, 0}, new double[] {0, 0, 1}, new double[] {0, -1, 0});
            case ABOVE -> new Camera(new double[] {1, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 1});
            case OBLIQUE -> {
                double ca = StrictMath.cos(AZIMUTH);
                double sa = StrictMath.sin(AZIMUTH);
                double ce = StrictMath.cos(ELEVATION);
                double se = StrictMath.sin(ELEVATION);
                yield new Camera(new double[] {ca, sa, 0}, new double[] {-sa * se, ca * se, ce}, new double[] {
                    sa * ce, -ca * ce, se
                });
            }
        };
    }

    double x(double x, double y, double z) {
        return right[0] * x + right[1] * y + right[2] * z;
    }

    double y(double x, double y, double z) {
        return up[0] * x + up[1] * y + up[2] * z;
    }

    double depth(double x, double y, double z) {
        return towards[0] * x + towards[1] * y + towards[2] * z;
    }
}
