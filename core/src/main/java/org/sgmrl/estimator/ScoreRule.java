package org.sgmrl.estimator;

import org.jspecify.annotations.Nullable;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.ScoreTerm;

/// A rule that makes the coefficients c of scores Σ_n c_n ∇log π_n of an inner batch from the
/// components p_n = ∇log π_n·v of these scores along a vector v of the backward loop. It is linear
/// in v, so the scores ride in the Hessian-vector product along v. Owned by one worker.
interface ScoreRule {
    /// Adds the coefficients of inner batch t.
    ///
    /// @param t the batch
    /// @param p one for each row
    /// @param c one for each row; accumulated
    void addCoefficients(int t, double[] p, double[] c);

    /// The rule of a score term, or null if its coefficients do not depend on v.
    static @Nullable ScoreRule of(ScoreTerm term, InnerLoop<?> innerLoop, EstimatorSettings settings) {
        return switch (term) {
            case ScoreTerm.Sum(ScoreTerm.LeavingOutLinear(LeaveOut how)) ->
                new LinearLeaveOut(
                        innerLoop,
                        Math.min(how.groups(), settings.sampling().innerTrajectories()),
                        settings.innerStep().scale());
            case ScoreTerm.Pairs(ScoreTerm.Pairing which) ->
                switch (which) {
                    case DIAGONAL -> new PairRules.Diagonal(innerLoop);
                    case CAUSAL -> new PairRules.Causal(innerLoop);
                };
            case ScoreTerm.None(), ScoreTerm.Sum _, ScoreTerm.MeanOfFirstBatch _ -> null;
        };
    }
}
