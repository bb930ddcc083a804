package org.sgmrl.theory;

import org.sgmrl.mdp.StateActionTable;

/// How far the mean of an estimator is from ∇V_ζ.
///
/// @param expectation the exact expectation over all inner batches, S × A
/// @param biasNorm ‖expectation − ∇V_ζ‖
/// @param relativeBias biasNorm / ‖∇V_ζ‖; where ∇V_ζ = 0, it is 0 for an expectation of 0 and otherwise
///     `+∞`
public record EstimatorBias(StateActionTable expectation, double biasNorm, double relativeBias) {
    static EstimatorBias of(StateActionTable expectation, StateActionTable gradient) {
        double bias = expectation.minus(gradient).norm();
        return new EstimatorBias(expectation, bias, bias == 0 ? 0 : bias / gradient.norm());
    }
}
