package org.sgmrl.environment;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adds environments to [Environments], and so to every command: implement it in a library of your own and
/// name the class in `META-INF/services/org.sgmrl.environment.EnvironmentProvider`; it needs a public
/// constructor without parameters.
public interface EnvironmentProvider {
    /// The environments. Called once, also when only their ids are wanted: what is costly or may be missing
    /// on this machine belongs into [MetaEnvironment#requireAvailable] and [MetaEnvironment#create].
    ///
    /// @return the environments, with ids that nobody else uses, but for providers with another [#simulator]
    List<Environments.Entry> environments();

    /// Who computes the steps, where users may choose: providers whose simulators have different names may have
    /// environments of the same ids.
    ///
    /// @return a short name; empty by default, where there is nothing to choose
    default String simulator() {
        return "";
    }

    /// Whether its simulator is meant where an id comes from several and nobody names one: that of the provider which
    /// says so, or, where none or more than one does, the first in the alphabet of those.
    ///
    /// @return false by default
    default boolean isDefaultSimulator() {
        return false;
    }

    /// Where the code of its environments is: a cluster's workers are sent the jars of these classes.
    ///
    /// @return a class of each jar that the environments need beside the core's; by default the provider's own
    default Set<Class<?>> code() {
        return Set.of(getClass());
    }

    /// An environment that [#environments] does not list, such as one that a file describes. Asked for ids that nobody
    /// lists.
    ///
    /// @param id the id
    /// @return the environment, the same one whenever it is asked for; empty by default, and where the id is not of the
    ///     form that the provider knows
    /// @throws IllegalArgumentException if the id is of that form and wrong; the message says what to do
    /// @throws EnvironmentException if something is missing on this machine
    default Optional<MetaEnvironment<?>> byId(String id) {
        return Optional.empty();
    }
}
