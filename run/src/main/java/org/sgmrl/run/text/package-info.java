/// Words for people, and texts of bounded size from files.
@NullMarked
package org.sgmrl.run.text;

import org.jspecify.annotations.NullMarked;
