/// Options that several commands share, and what is said of wrong ones.
@NullMarked
package org.sgmrl.cli.option;

import org.jspecify.annotations.NullMarked;
