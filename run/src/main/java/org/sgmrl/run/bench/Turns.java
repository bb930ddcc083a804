package org.sgmrl.run.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.sgmrl.statistics.Medians;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Two measurements that were taken in turns.
///
/// @param ours one number for each turn
/// @param theirs of the same turn
@SuppressWarnings("ArrayRecordComponent") // never compared
record Turns(double[] ours, double[] theirs) {
    /// Takes turns: either side is the first in every other turn, so that a drift of the machine favours neither.
    ///
    /// @param least so many turns at least
    /// @param seconds so long at least
    /// @param ours measures the one side in the turn of that number, from 0
    /// @param theirs the other
    static Turns take(int least, double seconds, IntToDoubleFunction ours, IntToDoubleFunction theirs) {
        DoubleStream.Builder one = DoubleStream.builder();
        DoubleStream.Builder other = DoubleStream.builder();
        long start = System.nanoTime();
        for (int turn = 0; turn < least || (System.nanoTime() - start) * 1e-9 < seconds; turn++) {
            if (turn % 2 == 0) {
                one.add(ours.applyAsDouble(turn));
                other.add(theirs.applyAsDouble(turn));
            } else {
                other.add(theirs.applyAsDouble(turn));
                one.add(ours.applyAsDouble(turn));
            }
        }
        return new Turns(one.build().toArray(), other.build().toArray());
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
        return Medians.of(ratios());
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
