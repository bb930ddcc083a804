/// What a run is asked to do and where: [RunRequest], [Engines], [Provenance].
@NullMarked
package org.sgmrl.run;

import org.jspecify.annotations.NullMarked;
