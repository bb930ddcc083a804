package org.sgmrl.planar;

/// What unit forces accelerate in the rest pose, from the inverse of the joint-space inertia: by these numbers MuJoCo
/// makes all constraints equally soft.
final class RestWeights {
    private RestWeights() {}

    /// Fills in [PlanarModel#dofInvWeight] and [PlanarModel#bodyInvWeight].
    static void compute(PlanarModel m) {
        int n = m.bodies;
        int size = n + 2;
        // Places and centres of mass at rest, where every frame is parallel to the world's.
        double[] placeU = new double[n];
        double[] placeW = new double[n];
        double[][] inertia = new double[size][size];
        double[][][] jacobians = new double[n][][];
        for (int b = 0; b < n; b++) {
            int p = m.parent[b];
            placeU[b] = m.anchorU[b] + (p < 0 ? 0 : placeU[p]);
            placeW[b] = m.anchorW[b] + (p < 0 ? 0 : placeW[p]);
            double[][] jacobian = new double[3][size];
            jacobian[0][0] = 1;
            jacobian[1][1] = 1;
            for (int a = b; a >= 0; a = m.parent[a]) {
                jacobian[0][a + 2] = -(placeW[b] + m.comW[b] - placeW[a]);
                jacobian[1][a + 2] = placeU[b] + m.comU[b] - placeU[a];
                jacobian[2][a + 2] = 1;
            }
            jacobians[b] = jacobian;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    inertia[i][j] += m.mass[b] * (jacobian[0][i] * jacobian[0][j] + jacobian[1][i] * jacobian[1][j])
                            + m.inertia[b] * jacobian[2][i] * jacobian[2][j];
                }
            }
        }
        inertia[0][0] += m.armatureU;
        inertia[1][1] += m.armatureW;
        for (int b = 0; b < n; b++) {
            inertia[b + 2][b + 2] += m.armature[b];
        }
        double[][] inverse = inverse(inertia);
        m.dofInvWeight = new double[size];
        for (int i = 0; i < size; i++) {
            m.dofInvWeight[i] = inverse[i][i];
        }
        m.bodyInvWeight = new double[n];
        for (int b = 0; b < n; b++) {
            double sum = 0;
            for (int axis = 0; axis < 2; axis++) {
                double[] row = jacobians[b][axis];
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        sum += row[i] * inverse[i][j] * row[j];
                    }
                }
            }
            // The third direction, out of the plane, does not yield.
            m.bodyInvWeight[b] = sum / 3;
        }
    }

    /// Of a symmetric positive definite matrix, by elimination.
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][];
        double[][] x = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            x[i][i] = 1;
        }
        for (int i = 0; i < n; i++) {
            double pivot = 1 / a[i][i];
            for (int j = 0; j < n; j++) {
                a[i][j] *= pivot;
                x[i][j] *= pivot;
            }
            for (int k = 0; k < n; k++) {
                if (k != i) {
                    double factor = a[k][i];
                    for (int j = 0; j < n; j++) {
                        a[k][j] -= factor * a[i][j];
                        x[k][j] -= factor * x[i][j];
                    }
                }
            }
        }
        return x;
    }
}
