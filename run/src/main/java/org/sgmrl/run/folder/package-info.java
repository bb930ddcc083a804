/// The files of a run. [RunFolder] is the door.
@NullMarked
package org.sgmrl.run.folder;

import org.jspecify.annotations.NullMarked;
