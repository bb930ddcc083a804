package org.sgmrl.environment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sgmrl.argument.Arguments;

/// All environments by id: the built-in ones, then those of every [EnvironmentProvider] that the context class loader of
/// the calling thread finds, by default on the class path. What they are is asked of an [EnvironmentRegistry], which is
/// kept for each loader.
public final class Environments {
    private static final Map<ClassLoader, EnvironmentRegistry> REGISTRIES = new ConcurrentHashMap<>();

    private Environments() {}

    /// One environment.
    ///
    /// @param summary a line for people
    /// @param environment the environment
    /// @param untested whether nobody has shown yet that anything learns it: of an environment that comes with this
    ///     library, that the results have no learning curve of it
    public record Entry(String summary, MetaEnvironment<?> environment, boolean untested) {
        /// Refuses what is missing.
        public Entry {
            Arguments.given("summary", summary);
            Arguments.given("environment", environment);
        }

        /// An environment of which nothing is said to be missing.
        ///
        /// @param summary a line for people
        /// @param environment the environment
        public Entry(String summary, MetaEnvironment<?> environment) {
            this(summary, environment, false);
        }

        /// An environment without a learning curve.
        ///
        /// @param summary a line for people
        /// @param environment the environment
        /// @return the entry
        public static Entry untested(String summary, MetaEnvironment<?> environment) {
            return new Entry(summary, environment, true);
        }

        /// The environment's id.
        ///
        /// @return the id
        public String id() {
            return environment.spec().id();
        }
    }

    /// The environments that the calling thread sees.
    ///
    /// @return the same registry for the same context class loader
    /// @throws EnvironmentException if a provider cannot be loaded, or two environments share an id
    static EnvironmentRegistry current() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return REGISTRIES.computeIfAbsent(
                context == null ? ClassLoader.getSystemClassLoader() : context, EnvironmentRegistry::of);
    }

    /// Drops what is kept for a loader that is closed.
    static void forget(ClassLoader loader) {
        REGISTRIES.remove(loader);
    }

    /// All environments: [EnvironmentRegistry#all].
    ///
    /// @return the entries, in the order in which to list them
    /// @throws EnvironmentException if a provider cannot be loaded, or two environments share an id
    public static List<Entry> all() {
        return current().all();
    }

    /// Between which simulators there is a choice: [EnvironmentRegistry#simulators].
    ///
    /// @param id an environment's id
    /// @return their names in alphabetical order; none where the environment's provider has no name for its simulator
    /// @throws EnvironmentException if [#all] fails
    public static List<String> simulators(String id) {
        Arguments.given("id", id);
        return current().simulators(id);
    }

    /// The simulator that an environment was chosen from: [EnvironmentRegistry#simulator].
    ///
    /// @param environment an environment of this registry, itself
    /// @return the name of its provider's simulator; empty where it has none, or the environment is from elsewhere
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static String simulator(MetaEnvironment<?> environment) {
        Arguments.given("environment", environment);
        return EnvironmentRegistry.isBuiltIn(environment) ? "" : current().simulator(environment);
    }

    /// Where an environment's code is: [EnvironmentRegistry#code].
    ///
    /// @param environment an environment of this registry, itself
    /// @return what its provider's [EnvironmentProvider#code] says, or nothing if it is built in or from elsewhere
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static Set<Class<?>> code(MetaEnvironment<?> environment) {
        Arguments.given("environment", environment);
        return EnvironmentRegistry.isBuiltIn(environment) ? Set.of() : current().code(environment);
    }

    /// Whether who looks an environment up by its id, and by its simulator where it has a choice, finds this very one.
    ///
    /// @param environment any environment
    /// @return false where it is a program's own
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static boolean isFoundById(MetaEnvironment<?> environment) {
        Arguments.given("environment", environment);
        String id = environment.spec().id();
        String simulator = simulator(environment);
        return (simulator.isEmpty() ? byId(id) : byId(id, simulator))
                .filter(environment::equals)
                .isPresent();
    }

    /// Looks an environment up: [EnvironmentRegistry#byId(String)].
    ///
    /// @param id its id
    /// @return the environment, or empty if there is none of that id
    /// @throws EnvironmentException if it is not built in and [#all] fails
    /// @throws IllegalArgumentException if a provider knows ids of this form, and this one is wrong
    public static Optional<MetaEnvironment<?>> byId(String id) {
        Arguments.given("id", id);
        Optional<MetaEnvironment<?>> builtIn = EnvironmentRegistry.builtIn(id);
        return builtIn.isPresent() ? builtIn : current().byId(id);
    }

    /// Looks an environment up that several simulators may have: [EnvironmentRegistry#byId(String, String)].
    ///
    /// @param id its id
    /// @param simulator the simulator's name, as [#simulators] lists it
    /// @return the environment, or empty if there is none of that id from that simulator
    /// @throws EnvironmentException if [#all] fails
    public static Optional<MetaEnvironment<?>> byId(String id, String simulator) {
        Arguments.given("id", id);
        Arguments.given("simulator", simulator);
        return current().byId(id, simulator);
    }
}
