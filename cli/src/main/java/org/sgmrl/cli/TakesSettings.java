package org.sgmrl.cli;

import java.util.List;
import org.sgmrl.run.settings.Setting;

/// A command whose options include settings.
interface TakesSettings {
    /// The settings it takes.
    List<Setting<?>> settings();
}
