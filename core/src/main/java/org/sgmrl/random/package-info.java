/// Counter-based random streams.
@NullMarked
package org.sgmrl.random;

import org.jspecify.annotations.NullMarked;
