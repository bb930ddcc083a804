/// The `sgmrl` command. The door is [Main].
@NullMarked
package org.sgmrl.cli;

import org.jspecify.annotations.NullMarked;
