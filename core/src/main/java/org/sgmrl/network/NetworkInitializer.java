package org.sgmrl.network;

import java.util.function.DoubleSupplier;

/// First parameters of a [Network].
public final class NetworkInitializer {
    private NetworkInitializer() {}

    /// Glorot's uniform weights and zero biases: each weight of a layer is a (2 u − 1) with a = √(6 /
    /// (inputs + outputs)), so its variance is 2 / (inputs + outputs) (Glorot and Bengio 2010, normalized
    /// initialization).
    ///
    /// Takes one uniform per weight, in the order of the flat parameters.
    ///
    /// @param sizes the widths of the layers: inputs, hidden layers, outputs
    /// @param uniform independent uniforms in [0, 1)
    /// @param theta receives `Network.parameterCount(sizes)` numbers from `offset` on; overwritten
    public static void glorotUniform(int[] sizes, DoubleSupplier uniform, double[] theta, int offset) {
        LayerSizes layers = new LayerSizes(sizes);
        NetworkBlock.requireRange("theta", theta, offset, layers.parameterCount());
        for (int layer = 0; layer < layers.layers(); layer++) {
            double bound = Math.sqrt(6.0 / ((double) layers.inputs(layer) + layers.outputs(layer)));
            int biases = offset + layers.biases(layer);
            for (int i = offset + layers.weights(layer); i < biases; i++) {
                theta[i] = bound * (2 * uniform.getAsDouble() - 1);
            }
            for (int j = 0; j < layers.outputs(layer); j++) {
                theta[biases + j] = 0;
            }
        }
    }
}
