/// Pictures of what policies do: recording ([Recording]), drawing ([Picture]), nothing that knows
/// an environment.
@NullMarked
package org.sgmrl.picture;

import org.jspecify.annotations.NullMarked;
