/// What goes wrong, said in one line for people: [UserError] where nothing was done,
/// [RunFailure] where a run could not be brought to its end.
@NullMarked
package org.sgmrl.run.failure;

import org.jspecify.annotations.NullMarked;
