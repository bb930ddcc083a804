package org.sgmrl.run.bench;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Two measurements that were taken in turns.
///
/// @param ours one number for each turn
/// @param theirs of the same turn
@SuppressWarnings("ArrayRecordComponent") // never compared
record Turns(double[] ours, double[] theirs) {
    static Turns of(List<Double> ours, List<Double> theirs) {
        return new Turns(numbers(ours), numbers(theirs));
    }

    static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    int count() {
        return ours.length;
    }

    /// Ours as a multiple of theirs, of each turn, in ascending order.
    double[] ratios() {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / theirs[i];
        }
        Arrays.sort(ratios);
        return ratios;
    }

    /// The median of the turns' ratios.
    double ratio() {
        return PolicyBench.median(ratios());
    }

    void write(ObjectNode root, String ourName, String theirName) {
        root.put("ratio", ratio());
        array(root, ourName, ours);
        array(root, theirName, theirs);
    }

    static void array(ObjectNode root, String name, double[] values) {
        ArrayNode array = root.putArray(name);
        Arrays.stream(values).forEach(array::add);
    }
}
