/// Meta-training and meta-testing. The doors are [MetaTrainer], [TrainingSettings], [MetaTester] and
/// [EstimatorSampler].
@NullMarked
package org.sgmrl.training;

import org.jspecify.annotations.NullMarked;
