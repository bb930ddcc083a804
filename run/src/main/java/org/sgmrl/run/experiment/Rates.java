package org.sgmrl.run.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sgmrl.statistics.Medians;

/// How fast finished runs were trained.
public final class Rates {
    private final Map<List<String>, List<Double>> seeds = new HashMap<>();

    private Rates() {}

    /// Reads what is finished.
    ///
    /// @param cells runs of an experiment, done or not
    /// @return their rates
    /// @throws IOException if a result cannot be read
    public static Rates of(List<Cell> cells) throws IOException {
        Rates rates = new Rates();
        for (Cell cell : cells) {
            CellResult result = cell.result();
            if (result != null) {
                rates.seeds
                        .computeIfAbsent(
                                List.of(cell.row().title(), cell.variant().name()), _ -> new ArrayList<>())
                        .add(result.stepsPerSecond());
            }
        }
        return rates;
    }

    /// Environment steps a second of training.
    ///
    /// @param row title of a row
    /// @param variant name of a variant
    /// @return the median of its seeds, NaN where none is finished
    public double median(String row, String variant) {
        List<Double> each = seeds.getOrDefault(List.of(row, variant), List.of());
        return each.isEmpty()
                ? Double.NaN
                : Medians.of(each.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
