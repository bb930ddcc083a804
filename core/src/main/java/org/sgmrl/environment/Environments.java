package org.sgmrl.environment;

import java.util.List;
import java.util.Optional;

/// The built-in environments by id.
public final class Environments {
    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "2D navigation to an unseen goal, reward −distance (the released experiments)",
                    PointNavigation.distance()),
            new Entry(
                    "2D navigation to an unseen goal, reward −squared distance (the paper's text)",
                    PointNavigation.squaredDistance()));

    private Environments() {}

    /// One built-in environment.
    ///
    /// @param summary a line for people
    /// @param environment the environment
    public record Entry(String summary, MetaEnvironment<?> environment) {
        /// The environment's id.
        ///
        /// @return the id
        public String id() {
            return environment.spec().id();
        }
    }

    /// All built-in environments.
    ///
    /// @return the entries, in the order in which to list them
    public static List<Entry> all() {
        return ENTRIES;
    }

    /// Looks an environment up.
    ///
    /// @param id its id
    /// @return the environment, or empty if there is none of that id
    public static Optional<MetaEnvironment<?>> byId(String id) {
        return ENTRIES.stream()
                .filter(e -> e.id().equals(id))
                .<MetaEnvironment<?>>map(Entry::environment)
                .findFirst();
    }
}
