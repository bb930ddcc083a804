/// What goes wrong, said in one line for people: [RequestException] where nothing was done,
/// [RunFailedException] where a run could not be brought to its end.
@NullMarked
package org.sgmrl.run.failure;

import org.jspecify.annotations.NullMarked;
