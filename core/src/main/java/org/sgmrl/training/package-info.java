/// Meta-training and meta-testing. The doors are [MetaTrainer], [TrainingSettings] and [MetaTester].
@NullMarked
package org.sgmrl.training;

import org.jspecify.annotations.NullMarked;
