package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/// All environments by id: the built-in ones, then those of every [EnvironmentProvider] on the class path.
public final class Environments {
    private static final List<Entry> BUILT_IN = Stream.concat(
                    PointNavigation.all().stream(), SparseNavigation.all().stream())
            .toList();

    /// Empty until providers have been loaded without an error.
    private static List<Entry> all = List.of();

    private static Map<String, Class<?>> providers = Map.of();

    private Environments() {}

    /// One environment.
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

    /// All environments: the built-in ones, then the provided ones by id.
    ///
    /// @return the entries, in the order in which to list them
    /// @throws EnvironmentException if a provider cannot be loaded, or two environments share an id
    public static synchronized List<Entry> all() {
        if (all.isEmpty()) {
            Map<String, Class<?>> classes = new HashMap<>();
            all = merge(ServiceLoader.load(EnvironmentProvider.class), classes);
            providers = Map.copyOf(classes);
        }
        return all;
    }

    /// Whose code an environment is: it may be made of nothing but classes of the core and lambdas.
    ///
    /// @param id the environment's id
    /// @return the class of the provider that supplies it, or empty if it is built in or unknown
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static synchronized Optional<Class<?>> provider(String id) {
        if (find(BUILT_IN, id).isPresent()) {
            return Optional.empty();
        }
        all();
        return Optional.ofNullable(providers.get(id));
    }

    /// Looks an environment up.
    ///
    /// @param id its id
    /// @return the environment, or empty if there is none of that id
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static Optional<MetaEnvironment<?>> byId(String id) {
        Optional<MetaEnvironment<?>> builtIn = find(BUILT_IN, id);
        return builtIn.isPresent() ? builtIn : find(all(), id);
    }

    /// The built-in entries followed by those of providers, sorted.
    ///
    /// @param classes receives the class of the provider of each id
    static List<Entry> merge(Iterable<? extends EnvironmentProvider> providers, Map<String, Class<?>> classes) {
        List<Entry> provided = new ArrayList<>();
        try {
            for (EnvironmentProvider provider : providers) {
                for (Entry entry : provider.environments()) {
                    provided.add(entry);
                    classes.put(entry.id(), provider.getClass());
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new EnvironmentException(
                    "a provider of environments on the class path cannot be loaded: " + e.getMessage()
                            + "; mend or remove its library",
                    e);
        }
        provided.sort(Comparator.comparing(Entry::id));
        List<Entry> all = new ArrayList<>(BUILT_IN);
        all.addAll(provided);
        Set<String> ids = new HashSet<>();
        for (Entry entry : all) {
            if (!ids.add(entry.id())) {
                throw new EnvironmentException("two environments on the class path have the id " + entry.id()
                        + "; rename one, or remove its library");
            }
        }
        return List.copyOf(all);
    }

    private static Optional<MetaEnvironment<?>> find(List<Entry> entries, String id) {
        return entries.stream()
                .filter(e -> e.id().equals(id))
                .<MetaEnvironment<?>>map(Entry::environment)
                .findFirst();
    }
}
