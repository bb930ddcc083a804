package org.sgmrl.picture;

import org.sgmrl.environment.VisibleEnvironment.Shape;

/// The outline of a convex body in a parallel projection: in each direction of the picture, the
/// point of the body that
/// lies farthest that way.
final class Outline {
    static final int POINTS = 72;

    private static final double[] COS = new double[POINTS];
    private static final double[] SIN = new double[POINTS];

    static {
        for (int k = 0; k < POINTS; k++) {
            COS[k] = StrictMath.cos(2 * Math.PI * k / POINTS);
            SIN[k] = StrictMath.sin(2 * Math.PI * k / POINTS);
        }
    }

    private Outline() {}

    /// Computes a polygon around the body's centre.
    ///
    /// @param shape the shape
    /// @param size its size
    /// @param rotation from its axes to the world's, row-major, `[9]`
    /// @param right unit vector to the right of the picture, `[3]`
    /// @param up unit vector up in the picture, `[3]`
    /// @param out receives right and up coordinates of [#POINTS] points, relative to the
    ///     centre; overwritten
    static void of(Shape shape, double[] size, double[] rotation, double[] right, double[] up, double[] out) {
        double[] local = new double[3];
        double[] point = new double[3];
        for (int k = 0; k < POINTS; k++) {
            for (int j = 0; j < 3; j++) {
                local[j] = 0;
                for (int i = 0; i < 3; i++) {
                    local[j] += rotation[3 * i + j] * (COS[k] * right[i] + SIN[k] * up[i]);
                }
            }
            support(shape, size, local, point);
            out[2 * k] = 0;
            out[2 * k + 1] = 0;
            for (int i = 0; i < 3; i++) {
                double world =
                        rotation[3 * i] * point[0] + rotation[3 * i + 1] * point[1] + rotation[3 * i + 2] * point[2];
                out[2 * k] += world * right[i];
                out[2 * k + 1] += world * up[i];
            }
        }
    }

    /// The point of the body that is farthest in direction d, both in the body's own axes.
    private static void support(Shape shape, double[] size, double[] d, double[] point) {
        switch (shape) {
            case SPHERE -> set(point, size[0] * d[0], size[0] * d[1], size[0] * d[2]);
            case CAPSULE -> set(point, size[0] * d[0], size[0] * d[1], size[0] * d[2] + Math.copySign(size[1], d[2]));
            case CYLINDER -> {
                double norm = Math.sqrt(d[0] * d[0] + d[1] * d[1]);
                double scale = norm > 0 ? size[0] / norm : 0;
                set(point, scale * d[0], scale * d[1], Math.copySign(size[1], d[2]));
            }
            case ELLIPSOID -> {
                double x = size[0] * d[0];
                double y = size[1] * d[1];
                double z = size[2] * d[2];
                double norm = Math.sqrt(x * x + y * y + z * z);
                set(point, size[0] * x / norm, size[1] * y / norm, size[2] * z / norm);
            }
            case BOX ->
                set(point, Math.copySign(size[0], d[0]), Math.copySign(size[1], d[1]), Math.copySign(size[2], d[2]));
        }
    }

    private static void set(double[] point, double x, double y, double z) {
        point[0] = x;
        point[1] = y;
        point[2] = z;
    }
}
