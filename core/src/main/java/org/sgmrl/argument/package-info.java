/// Checks of arguments, for all packages. The door is [Arguments].
@NullMarked
package org.sgmrl.argument;

import org.jspecify.annotations.NullMarked;
