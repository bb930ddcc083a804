package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;

/// All environments by id: the built-in ones, then those of every [EnvironmentProvider] on the class path.
public final class Environments {
    private static final List<Entry> BUILT_IN = Stream.concat(
                    PointNavigation.all().stream(), SparseNavigation.all().stream())
            .toList();

    /// Empty until providers have been loaded without an error.
    private static List<Offer> offers = List.of();

    private static List<EnvironmentProvider> providers = List.of();

    private Environments() {}

    /// An entry and who supplies it.
    ///
    /// @param provider null for what is built in
    record Offer(Entry entry, @Nullable EnvironmentProvider provider) {
        String id() {
            return entry.id();
        }

        String simulator() {
            return provider == null ? "" : provider.simulator();
        }
    }

    /// One environment.
    ///
    /// @param summary a line for people
    /// @param environment the environment
    public record Entry(String summary, MetaEnvironment<?> environment) {
        /// Refuses what is missing.
        public Entry {
            Arguments.given("summary", summary);
            Arguments.given("environment", environment);
        }

        /// The environment's id.
        ///
        /// @return the id
        public String id() {
            return environment.spec().id();
        }
    }

    /// All environments: the built-in ones, then the provided ones by id. One that comes from several simulators stands
    /// once, for that of them whose name is first in the alphabet.
    ///
    /// @return the entries, in the order in which to list them
    /// @throws EnvironmentException if a provider cannot be loaded, or two environments share an id
    public static List<Entry> all() {
        Map<String, Entry> byId = new LinkedHashMap<>();
        offers().forEach(offer -> byId.putIfAbsent(offer.id(), offer.entry()));
        return List.copyOf(byId.values());
    }

    /// Between which simulators there is a choice.
    ///
    /// @param id an environment's id
    /// @return their names in alphabetical order; none where the environment's provider has no name for its simulator
    /// @throws EnvironmentException if [#all] fails
    public static List<String> simulators(String id) {
        Arguments.given("id", id);
        return offers().stream()
                .filter(offer -> offer.id().equals(id))
                .map(Offer::simulator)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// The simulator that an environment was chosen from.
    ///
    /// @param environment an environment of this registry, itself
    /// @return the name of its provider's simulator; empty where it has none, or the environment is from elsewhere
    /// @throws EnvironmentException if [#all] fails
    public static String simulator(MetaEnvironment<?> environment) {
        Arguments.given("environment", environment);
        return isBuiltIn(environment)
                ? ""
                : offer(environment).map(Offer::simulator).orElse("");
    }

    /// Whose code an environment is: it may be made of nothing but classes of the core and lambdas.
    ///
    /// @param environment an environment of this registry, itself
    /// @return the class of the provider that lists it, or empty if it is built in or from elsewhere
    /// @throws EnvironmentException if it is not built in and [#all] fails
    public static Optional<Class<?>> provider(MetaEnvironment<?> environment) {
        Arguments.given("environment", environment);
        return isBuiltIn(environment)
                ? Optional.empty()
                : offer(environment).map(Offer::provider).map(Object::getClass);
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

    private static boolean isBuiltIn(MetaEnvironment<?> environment) {
        return BUILT_IN.stream().anyMatch(entry -> entry.environment().equals(environment));
    }

    private static Optional<Offer> offer(MetaEnvironment<?> environment) {
        return offers().stream()
                .filter(offer -> offer.entry().environment().equals(environment))
                .findFirst();
    }

    /// Looks an environment up: among the built-in ones, then those that providers list, then those that providers know
    /// without listing them.
    ///
    /// @param id its id
    /// @return the environment, or empty if there is none of that id
    /// @throws EnvironmentException if it is not built in and [#all] fails
    /// @throws IllegalArgumentException if a provider knows ids of this form, and this one is wrong
    public static Optional<MetaEnvironment<?>> byId(String id) {
        Arguments.given("id", id);
        return BUILT_IN.stream()
                .filter(entry -> entry.id().equals(id))
                .<MetaEnvironment<?>>map(Entry::environment)
                .findFirst()
                .or(() -> provided(id, null));
    }

    /// Looks an environment up that several simulators may have.
    ///
    /// @param id its id
    /// @param simulator the simulator's name, as [#simulators] lists it
    /// @return the environment, or empty if there is none of that id from that simulator
    /// @throws EnvironmentException if [#all] fails
    public static Optional<MetaEnvironment<?>> byId(String id, String simulator) {
        Arguments.given("id", id);
        Arguments.given("simulator", simulator);
        return provided(id, simulator);
    }

    private static Optional<MetaEnvironment<?>> provided(String id, @Nullable String simulator) {
        Optional<MetaEnvironment<?>> listed = offers().stream()
                .filter(offer -> offer.id().equals(id) && (simulator == null || simulator.equals(offer.simulator())))
                .<MetaEnvironment<?>>map(offer -> offer.entry().environment())
                .findFirst();
        return listed.isPresent() || simulator != null ? listed : unlisted(id, providers());
    }

    static Optional<MetaEnvironment<?>> unlisted(String id, List<EnvironmentProvider> providers) {
        for (EnvironmentProvider provider : providers) {
            Optional<MetaEnvironment<?>> found = provider.byId(id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static synchronized List<Offer> offers() {
        load();
        return offers;
    }

    private static synchronized List<EnvironmentProvider> providers() {
        load();
        return providers;
    }

    private static synchronized void load() {
        if (offers.isEmpty()) {
            List<EnvironmentProvider> loaded = new ArrayList<>();
            offers = merge(ServiceLoader.load(EnvironmentProvider.class), loaded);
            providers = List.copyOf(loaded);
        }
    }

    /// The built-in entries followed by those of providers, sorted.
    ///
    /// @param loaded receives the providers
    static List<Offer> merge(Iterable<? extends EnvironmentProvider> providers, List<EnvironmentProvider> loaded) {
        List<Offer> provided = new ArrayList<>();
        try {
            for (EnvironmentProvider provider : providers) {
                loaded.add(provider);
                for (Entry entry : provider.environments()) {
                    provided.add(new Offer(entry, provider));
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new EnvironmentException(
                    "a provider of environments on the class path cannot be loaded: " + e.getMessage()
                            + "; mend or remove its library",
                    e);
        }
        provided.sort(Comparator.comparing(Offer::id).thenComparing(Offer::simulator));
        List<Offer> all = new ArrayList<>();
        BUILT_IN.forEach(entry -> all.add(new Offer(entry, null)));
        all.addAll(provided);
        Map<String, Set<String>> simulators = new HashMap<>();
        for (Offer offer : all) {
            Set<String> others = simulators.computeIfAbsent(offer.id(), _ -> new HashSet<>());
            boolean distinct = others.isEmpty()
                    || (!others.contains("") && !offer.simulator().isEmpty());
            if (!others.add(offer.simulator()) || !distinct) {
                throw new EnvironmentException("two environments on the class path have the id " + offer.id()
                        + "; rename one, or remove its library");
            }
        }
        return List.copyOf(all);
    }
}
