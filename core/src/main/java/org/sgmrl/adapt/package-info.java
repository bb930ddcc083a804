/// Policies at work: loaded from a file, they act, and adapt on transitions of a loop that the user owns. The door is
/// [TrainedPolicy]; it hands out an [Actor] and [Transitions].
@NullMarked
package org.sgmrl.adapt;

import org.jspecify.annotations.NullMarked;
