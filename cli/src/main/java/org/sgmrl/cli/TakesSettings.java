package org.sgmrl.cli;

import java.util.List;

/// A command whose options include settings.
interface TakesSettings {
    /// The settings it takes.
    List<SettingKey> keys();
}
