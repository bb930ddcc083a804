/// What is said in a terminal while runs are made, and when something goes wrong.
@NullMarked
package org.sgmrl.cli.terminal;

import org.jspecify.annotations.NullMarked;
