/// Meta-gradient estimators: SG-MRL, MAML and E-MAML as one backward loop. The doors are
/// [TaskGradientEstimator] and [EstimatorSettings].
@NullMarked
package org.sgmrl.estimator;

import org.jspecify.annotations.NullMarked;
