/// Measurements of speed.
@NullMarked
package org.sgmrl.run.bench;

import org.jspecify.annotations.NullMarked;
