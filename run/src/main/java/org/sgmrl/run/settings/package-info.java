/// All settings by name. [SettingKeys] is the door.
@NullMarked
package org.sgmrl.run.settings;

import org.jspecify.annotations.NullMarked;
