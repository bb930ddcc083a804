package org.sgmrl.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.sgmrl.argument.Arguments;

/// Layer sizes of a multilayer perceptron.
final class Layers {
    private Layers() {}

    static int[] sizes(int inputs, int[] hidden, int outputs) {
        Arguments.given("hidden", hidden);
        int[] sizes = new int[hidden.length + 2];
        sizes[0] = inputs;
        System.arraycopy(hidden, 0, sizes, 1, hidden.length);
        sizes[hidden.length + 1] = outputs;
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("layer sizes = " + describe(sizes) + " must all be at least 1");
            }
        }
        return sizes;
    }

    /// A modifiable list of weight and bias blocks.
    static List<ParameterBlock> layout(String prefix, int[] sizes) {
        List<ParameterBlock> blocks = new ArrayList<>();
        for (int l = 1; l < sizes.length; l++) {
            String layer = prefix + "." + (l - 1);
            blocks.add(new ParameterBlock(layer + ".weight", List.of(sizes[l - 1], sizes[l])));
            blocks.add(new ParameterBlock(layer + ".bias", List.of(sizes[l])));
        }
        return blocks;
    }

    static String describe(int[] sizes) {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("-"));
    }
}
