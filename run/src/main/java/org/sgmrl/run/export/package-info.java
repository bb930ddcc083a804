/// Policies in the formats of other tools.
@NullMarked
package org.sgmrl.run.export;

import org.jspecify.annotations.NullMarked;
