package org.sgmrl.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// One axis of a chart: data coordinates, linear or logarithmic, with ticks at round numbers.
///
/// @param low least value shown; positive if logarithmic
/// @param high greatest value shown, above `low`
/// @param logarithmic whether equal ratios have equal lengths
public record Scale(double low, double high, boolean logarithmic) {
    /// More than any axis needs.
    static final int MOST_TICKS = 12;

    /// Of the greatest value: what labels of six digits can tell apart on an axis.
    private static final double LEAST_SPAN = 1e-4;

    /// A linear axis.
    public static Scale linear(double low, double high) {
        return new Scale(low, high, false);
    }

    /// A linear axis that shows all finite values.
    public static Scale linear(List<double[]> values) {
        return covering(values, false);
    }

    /// A logarithmic axis that shows all finite positive values.
    public static Scale logarithmic(List<double[]> values) {
        return covering(values, true);
    }

    private static Scale covering(List<double[]> values, boolean logarithmic) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] array : values) {
            for (double value : array) {
                if (Double.isFinite(value) && (value > 0 || !logarithmic)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (!(low <= high)) {
            return new Scale(logarithmic ? 0.1 : 0, 1, logarithmic);
        }
        if (low == high && logarithmic) {
            return new Scale(Math.max(low / 2, Double.MIN_VALUE), Math.min(low * 2, Double.MAX_VALUE), true);
        }
        // Values that differ in digits that no label shows are drawn as equal ones are: in the middle.
        double size = Math.max(Math.abs(low), Math.abs(high));
        double room = low == high ? Math.max(1, LEAST_SPAN * size) : LEAST_SPAN * size;
        if (high / 2 - low / 2 < room / 2) {
            low = Math.max(low - room, logarithmic ? low / 2 : -Double.MAX_VALUE);
            high = Math.min(high + room, Double.MAX_VALUE);
        }
        return new Scale(low, high, logarithmic);
    }

    /// Where a value is: 0 at `low`, 1 at `high`.
    double position(double value) {
        if (logarithmic) {
            return high / low <= Double.MAX_VALUE
                    ? StrictMath.log(value / low) / StrictMath.log(high / low)
                    : (StrictMath.log(value) - StrictMath.log(low)) / (StrictMath.log(high) - StrictMath.log(low));
        }
        return high - low <= Double.MAX_VALUE
                ? (value - low) / (high - low)
                : (value / 2 - low / 2) / (high / 2 - low / 2);
    }

    /// Whether a value can be shown.
    boolean shows(double value) {
        return Double.isFinite(value) && (value > 0 || !logarithmic);
    }

    /// At most [#MOST_TICKS] round numbers within the axis, ascending.
    List<Double> ticks() {
        return logarithmic ? powersOfTen() : multiples();
    }

    private List<Double> powersOfTen() {
        int first = (int) Math.ceil(StrictMath.log10(low));
        int last = (int) Math.floor(StrictMath.log10(high));
        int every = 1 + (last - first) / 7;
        List<Double> ticks = new ArrayList<>();
        // Below two decades, 2 and 5 help; within less than a factor of five, only plain multiples do.
        int[] digits = high / low < 100 ? new int[] {1, 2, 5} : new int[] {1};
        if (high / low < 5) {
            return multiples();
        }
        for (int exponent = first - 1; exponent <= last; exponent++) {
            for (int digit : digits) {
                double tick = digit * StrictMath.pow(10, exponent);
                if (tick >= low && tick <= high && Math.floorMod(exponent - first, every) == 0) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private List<Double> multiples() {
        double rough = high / 8 - low / 8;
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
        double unit = rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10;
        List<Double> ticks = new ArrayList<>();
        double step = unit * power;
        double first = Math.ceil(low / step);
        // Counted by a whole number: where the axis is far from zero, or its step tiny, doubles need not advance.
        for (int i = 0; i < MOST_TICKS; i++) {
            double tick = (first + i) * step;
            if (tick >= low && tick <= high && (ticks.isEmpty() || tick > ticks.getLast())) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    /// A tick's text: three digits and "million" from a million on, an exponent where zeros would not be read.
    public static String label(double tick) {
        double size = Math.abs(tick);
        if (size >= 1e6 && size < 1e10) {
            return plain(tick / 1e6, 3) + " million";
        }
        if (size != 0 && (size < 1e-3 || size >= 1e10)) {
            BigDecimal rounded = new BigDecimal(tick).round(new MathContext(2));
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return plain(tick, 6);
    }

    private static String plain(double value, int digits) {
        return new BigDecimal(value)
                .round(new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
    }
}
