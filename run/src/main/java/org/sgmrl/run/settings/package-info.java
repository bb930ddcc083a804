/// All settings by name. [Settings] is the door.
@NullMarked
package org.sgmrl.run.settings;

import org.jspecify.annotations.NullMarked;
