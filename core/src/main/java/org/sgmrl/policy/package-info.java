/// Stochastic policies with the three operations that every estimator needs: log-probability, gradient and
/// Hessian-vector product of a weighted sum of log-probabilities. The doors are [Policy] and
/// [PolicyEvaluator].
@NullMarked
package org.sgmrl.policy;

import org.jspecify.annotations.NullMarked;
