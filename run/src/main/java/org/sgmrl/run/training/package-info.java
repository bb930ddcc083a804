/// Runs made and resumed. [Training] is the door, [RunListener] who is told.
@NullMarked
package org.sgmrl.run.training;

import org.jspecify.annotations.NullMarked;
