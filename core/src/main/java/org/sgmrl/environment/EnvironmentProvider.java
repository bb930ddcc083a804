package org.sgmrl.environment;

import java.util.List;

/// Adds environments to [Environments], and so to every command: implement it in a library of your own and
/// name the class in `META-INF/services/org.sgmrl.environment.EnvironmentProvider`; it needs a public
/// constructor without parameters.
public interface EnvironmentProvider {
    /// The environments. Called once, also when only their ids are wanted: what is costly or may be missing
    /// on this machine belongs into [MetaEnvironment#requireAvailable] and [MetaEnvironment#create].
    ///
    /// @return the environments, with ids that nobody else uses
    List<Environments.Entry> environments();
}
