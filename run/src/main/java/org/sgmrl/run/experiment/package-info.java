/// The experiments of the paper, repeated. [Reproduction] is the door.
@NullMarked
package org.sgmrl.run.experiment;

import org.jspecify.annotations.NullMarked;
