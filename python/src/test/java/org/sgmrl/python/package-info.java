@NullMarked
package org.sgmrl.python;

import org.jspecify.annotations.NullMarked;
