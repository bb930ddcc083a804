package org.sgmrl.oracle;

import java.util.Arrays;
import org.sgmrl.mdp.FiniteMdp;

/// The expected return J(θ) of one MDP under the softmax-tabular policy, with its gradient and Hessian,
/// exactly, by dynamic programming (eqs. 2, 3 and 8 of the paper without sampling).
///
///     V_h(s) = Σ_a π(a|s) Q_h(s,a),   Q_h(s,a) = r(s,a) + γ Σ_{s′} P(s′|s,a) V_{h+1}(s′),   V_{H+1} = 0
///     J(θ) = Σ_s μ(s) V_0(s)
///     ∂J/∂θ[s][a] = Σ_{h=0..H} γ^h Pr(s_h = s) π(a|s) (Q_h(s,a) − V_h(s))
///
/// The Hessian comes from differentiating the recursion of V_h twice.
///
/// Holds work space: use one object per thread.
public final class ExactReturn {
    private final int states;
    private final int actions;
    private final int dimension;
    private final int horizon;
    private final double discount;
    private final double[] initial;
    private final double[] transition;
    private final double[] reward;

    private final double[] policy;
    /// V_h for h = 0..H+1, `[H+2][S]` flat.
    private final double[] stateValue;

    private final double[] occupancy;
    private final double[] nextOccupancy;

    /// @param mdp the process
    /// @param horizon H ≥ 0; decisions at h = 0..H
    /// @param discount γ in [0, 1]
    public ExactReturn(FiniteMdp mdp, int horizon, double discount) {
        this.states = mdp.states();
        this.actions = mdp.actions();
        this.dimension = states * actions;
        this.horizon = horizon;
        this.discount = discount;
        initial = new double[states];
        transition = new double[dimension * states];
        reward = new double[dimension];
        for (int s = 0; s < states; s++) {
            initial[s] = mdp.initial(s);
            for (int a = 0; a < actions; a++) {
                int sa = s * actions + a;
                reward[sa] = mdp.reward(s, a);
                for (int s2 = 0; s2 < states; s2++) {
                    transition[sa * states + s2] = mdp.transition(s, a, s2);
                }
            }
        }
        policy = new double[dimension];
        stateValue = new double[(horizon + 2) * states];
        occupancy = new double[states];
        nextOccupancy = new double[states];
    }

    /// J(θ).
    ///
    /// @param theta logits, shape `[S·A]`
    public double value(double[] theta) {
        TabularSoftmax.probabilities(states, actions, checked("theta", theta, dimension), policy);
        return valueOfPolicy(policy);
    }

    /// J(θ) and ∇J(θ).
    ///
    /// @param theta logits, shape `[S·A]`
    /// @param gradient receives ∇J, shape `[S·A]`; overwritten
    public double valueAndGradient(double[] theta, double[] gradient) {
        checked("gradient", gradient, dimension);
        TabularSoftmax.probabilities(states, actions, checked("theta", theta, dimension), policy);
        return valueAndGradientOfPolicy(policy, gradient);
    }

    /// J(θ), ∇J(θ) and ∇²J(θ).
    ///
    /// @param theta logits, shape `[S·A]`
    /// @param gradient receives ∇J, shape `[S·A]`; overwritten
    /// @param hessian receives ∇²J, shape `[S·A][S·A]` flat; overwritten
    public double valueGradientAndHessian(double[] theta, double[] gradient, double[] hessian) {
        int d = dimension;
        checked("gradient", gradient, d);
        checked("hessian", hessian, d * d);
        TabularSoftmax.probabilities(states, actions, checked("theta", theta, d), policy);
        double[] v = new double[states];
        double[] dv = new double[states * d];
        double[] ddv = new double[states * d * d];
        double[] nextV = new double[states];
        double[] nextDv = new double[states * d];
        double[] nextDdv = new double[states * d * d];
        for (int h = horizon; h >= 0; h--) {
            double[] swap = nextV;
            nextV = v;
            v = swap;
            swap = nextDv;
            nextDv = dv;
            dv = swap;
            swap = nextDdv;
            nextDdv = ddv;
            ddv = swap;
            for (int s = 0; s < states; s++) {
                differentiateState(s, nextV, nextDv, nextDdv, v, dv, ddv);
            }
        }
        double value = 0;
        Arrays.fill(gradient, 0);
        Arrays.fill(hessian, 0);
        for (int s = 0; s < states; s++) {
            value += initial[s] * v[s];
            for (int i = 0; i < d; i++) {
                gradient[i] += initial[s] * dv[s * d + i];
            }
            for (int i = 0; i < d * d; i++) {
                hessian[i] += initial[s] * ddv[s * d * d + i];
            }
        }
        return value;
    }

    /// One state of the recursion: V = Σ_a π_a Q_a, so ∇V = Σ_a Q_a ∇π_a + π_a ∇Q_a and ∇²V = Σ_a Q_a ∇²π_a
    /// + ∇π_a ∇Q_aᵀ + ∇Q_a ∇π_aᵀ + π_a ∇²Q_a.
    private void differentiateState(
            int s, double[] nextV, double[] nextDv, double[] nextDdv, double[] v, double[] dv, double[] ddv) {
        int d = dimension;
        int row = s * actions;
        double[] dq = new double[d];
        double[] ddq = new double[d * d];
        Arrays.fill(dv, s * d, (s + 1) * d, 0);
        Arrays.fill(ddv, s * d * d, (s + 1) * d * d, 0);
        v[s] = 0;
        for (int a = 0; a < actions; a++) {
            double q = reward[row + a];
            Arrays.fill(dq, 0);
            Arrays.fill(ddq, 0);
            for (int s2 = 0; s2 < states; s2++) {
                double p = discount * transition[(row + a) * states + s2];
                q += p * nextV[s2];
                for (int i = 0; i < d; i++) {
                    dq[i] += p * nextDv[s2 * d + i];
                }
                for (int i = 0; i < d * d; i++) {
                    ddq[i] += p * nextDdv[s2 * d * d + i];
                }
            }
            double pa = policy[row + a];
            v[s] += pa * q;
            for (int i = 0; i < d; i++) {
                dv[s * d + i] += pa * dq[i];
            }
            for (int i = 0; i < d * d; i++) {
                ddv[s * d * d + i] += pa * ddq[i];
            }
            for (int b = 0; b < actions; b++) {
                // ∂π_a/∂θ_b = π_a (1[a=b] − π_b)
                double slope = pa * ((a == b ? 1 : 0) - policy[row + b]);
                dv[s * d + row + b] += q * slope;
                for (int i = 0; i < d; i++) {
                    ddv[(s * d + row + b) * d + i] += slope * dq[i];
                    ddv[(s * d + i) * d + row + b] += slope * dq[i];
                }
                for (int c = 0; c < actions; c++) {
                    double pb = policy[row + b];
                    double pc = policy[row + c];
                    // ∂²π_a/∂θ_b∂θ_c = π_a ((1[a=b] − π_b)(1[a=c] − π_c) − π_b (1[b=c] − π_c))
                    double curvature =
                            pa * (((a == b ? 1 : 0) - pb) * ((a == c ? 1 : 0) - pc) - pb * ((b == c ? 1 : 0) - pc));
                    ddv[(s * d + row + b) * d + row + c] += q * curvature;
                }
            }
        }
    }

    /// J for action probabilities `pi`, shape `[S·A]`; fills the state values.
    double valueOfPolicy(double[] pi) {
        Arrays.fill(stateValue, (horizon + 1) * states, (horizon + 2) * states, 0);
        for (int h = horizon; h >= 0; h--) {
            for (int s = 0; s < states; s++) {
                double value = 0;
                for (int a = 0; a < actions; a++) {
                    int sa = s * actions + a;
                    value += pi[sa] * actionValue(sa, h);
                }
                stateValue[h * states + s] = value;
            }
        }
        double value = 0;
        for (int s = 0; s < states; s++) {
            value += initial[s] * stateValue[s];
        }
        return value;
    }

    /// J and ∇J for action probabilities `pi`.
    ///
    /// @param gradient receives ∇J with respect to the logits, shape `[S·A]`; overwritten
    double valueAndGradientOfPolicy(double[] pi, double[] gradient) {
        double value = valueOfPolicy(pi);
        Arrays.fill(gradient, 0, dimension, 0);
        System.arraycopy(initial, 0, occupancy, 0, states);
        double discountPower = 1;
        for (int h = 0; h <= horizon; h++) {
            Arrays.fill(nextOccupancy, 0);
            for (int s = 0; s < states; s++) {
                double here = occupancy[s];
                double baseline = stateValue[h * states + s];
                for (int a = 0; a < actions; a++) {
                    int sa = s * actions + a;
                    double joint = here * pi[sa];
                    gradient[sa] += discountPower * joint * (actionValue(sa, h) - baseline);
                    for (int s2 = 0; s2 < states; s2++) {
                        nextOccupancy[s2] += joint * transition[sa * states + s2];
                    }
                }
            }
            System.arraycopy(nextOccupancy, 0, occupancy, 0, states);
            discountPower *= discount;
        }
        return value;
    }

    private double actionValue(int sa, int h) {
        double next = 0;
        for (int s2 = 0; s2 < states; s2++) {
            next += transition[sa * states + s2] * stateValue[(h + 1) * states + s2];
        }
        return reward[sa] + discount * next;
    }

    private static double[] checked(String name, double[] array, int length) {
        if (array.length != length) {
            throw new IllegalArgumentException(name + " has " + array.length + " elements; it must have " + length);
        }
        return array;
    }
}
