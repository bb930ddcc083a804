/// Opens the command to the tests of module spark.
@NullMarked
package org.sgmrl.cli;

import org.jspecify.annotations.NullMarked;
