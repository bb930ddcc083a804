package org.sgmrl.testing;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// Answer what you see: the observation is a one-hot symbol, the right answer is the symbol shifted by the
/// task, and pays 1. With a single task (no shift) nothing has to be adapted to.
public final class Identity implements TaskDistribution<Integer> {
    private final int symbols;
    private final int shifts;

    private Identity(int symbols, int shifts) {
        this.symbols = symbols;
        this.shifts = shifts;
    }

    public static MetaEnvironment<Integer> environment(int symbols, int shifts, int horizon) {
        EnvironmentSpec spec = new EnvironmentSpec("identity", symbols, new ActionSpace.Discrete(symbols), horizon);
        return MetaEnvironment.of(spec, new Identity(symbols, shifts), () -> new Game(symbols));
    }

    @Override
    public Integer sample(RandomStream random) {
        return random.nextInt(shifts);
    }

    @Override
    public String label() {
        return "shift";
    }

    @Override
    public int parameterCount() {
        return 1;
    }

    @Override
    public void parameters(Integer task, double[] out) {
        out[0] = task;
    }

    @Override
    public String toString() {
        return symbols + " symbols, " + shifts + " shifts";
    }

    private static final class Game implements Environment<Integer> {
        private final int symbols;
        private RandomStream random = new RandomStream();
        private int shift;
        private int symbol;

        Game(int symbols) {
            this.symbols = symbols;
        }

        @Override
        public void reset(Integer task, RandomStream stream, double[] observation) {
            random = stream;
            shift = task;
            show(observation);
        }

        @Override
        public double step(double[] action, double[] observation) {
            double reward = (int) action[0] == (symbol + shift) % symbols ? 1 : 0;
            show(observation);
            return reward;
        }

        @Override
        public boolean terminated() {
            return false;
        }

        private void show(double[] observation) {
            symbol = random.nextInt(symbols);
            for (int s = 0; s < symbols; s++) {
                observation[s] = s == symbol ? 1 : 0;
            }
        }
    }
}
