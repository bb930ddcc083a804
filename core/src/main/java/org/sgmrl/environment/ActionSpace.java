package org.sgmrl.environment;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.sgmrl.argument.Arguments;

/// The legal actions of an environment.
public sealed interface ActionSpace extends Serializable permits ActionSpace.Box, ActionSpace.Discrete {

    /// Number of components of one action vector: the dimension of a box, 1 for a discrete action (its
    /// index).
    ///
    /// @return at least 1
    int size();

    /// Continuous actions in a box, in the environment's own units.
    final class Box implements ActionSpace {
        @Serial
        private static final long serialVersionUID = 1;

        private final double[] low;
        private final double[] high;

        /// A box with a lower and an upper bound for each component.
        ///
        /// @param low lower bounds; copied
        /// @param high upper bounds, each above its lower bound; copied
        public Box(double[] low, double[] high) {
            Arguments.given("low", low);
            Arguments.given("high", high);
            Arguments.positive("low.length", low.length);
            Arguments.require(
                    high.length == low.length, "high.length", high.length, "be " + low.length + ", as low.length is");
            this.low = low.clone();
            this.high = high.clone();
            for (int i = 0; i < low.length; i++) {
                if (!(Double.isFinite(low[i]) && Double.isFinite(high[i]) && low[i] < high[i])) {
                    throw new IllegalArgumentException("bounds of action component " + i + " = [" + low[i] + ", "
                            + high[i] + "] must be finite and ascending");
                }
            }
        }

        /// A box with the same bounds for every component.
        ///
        /// @param size number of components
        /// @param low lower bound
        /// @param high upper bound
        /// @return the box
        public static Box uniform(int size, double low, double high) {
            Arguments.positive("size", size);
            double[] lows = new double[size];
            double[] highs = new double[size];
            Arrays.fill(lows, low);
            Arrays.fill(highs, high);
            return new Box(lows, highs);
        }

        @Override
        public int size() {
            return low.length;
        }

        /// Lower bound of component `i`.
        ///
        /// @param i component
        /// @return the bound
        public double low(int i) {
            return low[i];
        }

        /// Upper bound of component `i`.
        ///
        /// @param i component
        /// @return the bound
        public double high(int i) {
            return high[i];
        }
    }

    /// A finite set of actions `0 .. count-1`; an action vector holds the index.
    ///
    /// @param count number of actions, at least 1
    record Discrete(int count) implements ActionSpace {
        /// Checks the count.
        public Discrete {
            if (count < 1) {
                throw new IllegalArgumentException("count = " + count + " must be at least 1");
            }
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
