package org.sgmrl.mdp;

import java.io.Serializable;
import org.sgmrl.random.Categorical;

/// A finite Markov decision process with known dynamics: S states, A actions, initial law μ(s), transition
/// law P(s′|s,a) and expected reward r(s,a). Horizon and discount belong to the problem ([MdpProblem]).
///
/// Immutable. Probabilities are kept exactly as given; a distribution must sum to 1 within
/// [#PROBABILITY_TOLERANCE]. Rewards may have any sign as long as they are finite.
public final class FiniteMdp implements Serializable {
    private static final long serialVersionUID = 1;

    /// How far the sum of a distribution may be from 1.
    public static final double PROBABILITY_TOLERANCE = 1e-9;

    private final int states;
    private final int actions;
    private final double[] initial;
    private final double[] transition;
    private final double[] reward;

    private FiniteMdp(int states, int actions, double[] initial, double[] transition, double[] reward) {
        this.states = states;
        this.actions = actions;
        this.initial = initial;
        this.transition = transition;
        this.reward = reward;
    }

    /// Makes a process from copies of the given tables.
    ///
    /// @param initial μ, shape `[S]`
    /// @param transition P, shape `[S][A][S]`; `transition[s][a]` is a distribution over the next state
    /// @param reward r, shape `[S][A]`
    /// @throws IllegalArgumentException if a table is ragged or empty, a distribution is not one, or a
    ///     number is not finite; the message begins with the place, such as `transition[0][1][2]`
    public static FiniteMdp of(double[] initial, double[][][] transition, double[][] reward) {
        int states = initial.length;
        require(states >= 1, "initial", "is empty; it must hold one probability per state");
        requireLength("transition", transition.length, states, "state");
        requireLength("reward", reward.length, states, "state");
        int actions = reward[0].length;
        require(actions >= 1, "reward[0]", "is empty; it must hold one number per action");
        for (int s = 0; s < states; s++) {
            requireLength("transition[" + s + "]", transition[s].length, actions, "action");
            requireLength("reward[" + s + "]", reward[s].length, actions, "action");
            for (int a = 0; a < actions; a++) {
                requireLength("transition[" + s + "][" + a + "]", transition[s][a].length, states, "state");
            }
        }
        checkDistribution("initial", initial);
        double[] flatTransition = new double[Math.multiplyExact(Math.multiplyExact(states, actions), states)];
        double[] flatReward = new double[states * actions];
        for (int s = 0; s < states; s++) {
            for (int a = 0; a < actions; a++) {
                checkDistribution("transition[" + s + "][" + a + "]", transition[s][a]);
                int sa = s * actions + a;
                System.arraycopy(transition[s][a], 0, flatTransition, sa * states, states);
                require(
                        Double.isFinite(reward[s][a]),
                        "reward[" + s + "][" + a + "]",
                        "= " + reward[s][a] + " must be a finite number");
                flatReward[sa] = reward[s][a];
            }
        }
        return new FiniteMdp(states, actions, initial.clone(), flatTransition, flatReward);
    }

    /// The number of states S.
    public int states() {
        return states;
    }

    /// The number of actions A, the same in every state.
    public int actions() {
        return actions;
    }

    /// μ(s), the probability to start in state `s`.
    public double initial(int s) {
        return initial[checkState(s)];
    }

    /// P(s2|s,a), the probability to go from `s` to `s2` under action `a`.
    public double transition(int s, int a, int s2) {
        return transition[index(s, a) * states + checkState(s2)];
    }

    /// r(s,a).
    public double reward(int s, int a) {
        return reward[index(s, a)];
    }

    /// The state to start in, drawn from μ.
    ///
    /// @param uniform in [0, 1)
    /// @return the state, in 0..S-1
    public int drawInitial(double uniform) {
        return Categorical.choose(initial, 0, states, uniform);
    }

    /// The state after `s` under action `a`, drawn from P(·|s,a).
    ///
    /// @param uniform in [0, 1)
    /// @return the state, in 0..S-1
    public int drawNext(int s, int a, double uniform) {
        return Categorical.choose(transition, index(s, a) * states, states, uniform);
    }

    private int index(int s, int a) {
        if (a < 0 || a >= actions) {
            throw new IndexOutOfBoundsException("action = " + a + " must be in [0, " + (actions - 1) + "]");
        }
        return checkState(s) * actions + a;
    }

    private int checkState(int s) {
        if (s < 0 || s >= states) {
            throw new IndexOutOfBoundsException("state = " + s + " must be in [0, " + (states - 1) + "]");
        }
        return s;
    }

    private static void checkDistribution(String place, double[] p) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            require(
                    p[i] >= 0 && p[i] <= 1 + PROBABILITY_TOLERANCE,
                    place + "[" + i + "]",
                    "= " + p[i] + " must be a probability in [0, 1]");
            sum += p[i];
        }
        require(
                Math.abs(sum - 1) <= PROBABILITY_TOLERANCE,
                place,
                "sums to " + sum + "; probabilities must sum to 1 within " + PROBABILITY_TOLERANCE);
    }

    private static void requireLength(String place, int length, int expected, String each) {
        require(
                length == expected,
                place,
                "has " + length + " elements; it must have " + expected + ", one per " + each);
    }

    private static void require(boolean holds, String place, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(place + " " + rule);
        }
    }
}
