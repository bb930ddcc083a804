/// Options, files and runs that several commands are given, and what is said of wrong ones.
@NullMarked
package org.sgmrl.cli.option;

import org.jspecify.annotations.NullMarked;
