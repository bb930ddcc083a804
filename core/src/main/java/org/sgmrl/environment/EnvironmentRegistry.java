package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;

/// The built-in environments and those of the providers that one class loader finds. Immutable.
public final class EnvironmentRegistry {
    private static final List<Environments.Entry> BUILT_IN = Stream.of(
                    PointNavigation.all(),
                    SparseNavigation.all(),
                    BernoulliBandit.all(),
                    RandomMdp.all(),
                    HiddenGoalGrid.all(),
                    CartPole.all())
            .flatMap(List::stream)
            .toList();

    /// Families whose ids have sizes, of which a few are listed.
    private static final List<Function<String, Optional<MetaEnvironment<?>>>> SIZED =
            List.of(BernoulliBandit::byId, RandomMdp::byId, HiddenGoalGrid::byId);

    private final List<EnvironmentProvider> providers;
    private final List<Offer> offers;

    private EnvironmentRegistry(Iterable<? extends EnvironmentProvider> found) {
        List<EnvironmentProvider> loaded = new ArrayList<>();
        List<Offer> provided = new ArrayList<>();
        try {
            for (EnvironmentProvider provider : found) {
                loaded.add(provider);
                offered(provider).forEach(entry -> provided.add(new Offer(entry, provider)));
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new EnvironmentException(
                    "a provider of environments cannot be loaded: " + reason(e) + "; mend or remove its library", e);
        }
        this.providers = List.copyOf(loaded);
        this.offers = merged(provided);
    }

    /// The registry of what a loader finds.
    ///
    /// @param loader where to look for `META-INF/services/org.sgmrl.environment.EnvironmentProvider`
    /// @return the registry
    /// @throws EnvironmentException if a provider cannot be loaded, or two environments share an id
    public static EnvironmentRegistry of(ClassLoader loader) {
        Arguments.given("loader", loader);
        return new EnvironmentRegistry(ServiceLoader.load(EnvironmentProvider.class, loader));
    }

    static EnvironmentRegistry of(Iterable<? extends EnvironmentProvider> providers) {
        return new EnvironmentRegistry(providers);
    }

    /// An entry and who supplies it.
    ///
    /// @param provider null for what is built in
    private record Offer(Environments.Entry entry, @Nullable EnvironmentProvider provider) {
        String id() {
            return entry.id();
        }

        String simulator() {
            return provider == null ? "" : provider.simulator();
        }

        boolean isDefault() {
            return provider != null && provider.isDefaultSimulator();
        }

        /// For people.
        String owner() {
            return provider == null
                    ? "a built-in one"
                    : "one of " + provider.getClass().getName();
        }
    }

    private static List<Environments.Entry> offered(EnvironmentProvider provider) {
        try {
            return provider.environments();
        } catch (RuntimeException e) {
            throw new EnvironmentException(
                    "the provider of environments " + provider.getClass().getName() + " fails: " + reason(e)
                            + "; mend or remove its library",
                    e);
        }
    }

    /// What lies at the bottom of an error of loading: for people, who wrote the class or forgot a library.
    private static String reason(Throwable e) {
        Throwable first = e;
        while (first.getCause() != null && !(first instanceof EnvironmentException)) {
            first = first.getCause();
        }
        return switch (first) {
            case UnsupportedClassVersionError tooNew ->
                tooNew.getMessage() + ": compile it with --release "
                        + Runtime.version().feature() + ", or run with a newer JDK";
            case NoClassDefFoundError missing ->
                "it needs the class " + String.valueOf(missing.getMessage()).replace('/', '.') + ", which is not there";
            case ClassNotFoundException missing ->
                "it needs the class " + missing.getMessage() + ", which is not there";
            case NoSuchMethodException missing ->
                "a provider needs a public constructor without parameters, and there is no " + missing.getMessage();
            case ServiceConfigurationError wrong -> String.valueOf(wrong.getMessage());
            case EnvironmentException wrong -> String.valueOf(wrong.getMessage());
            default -> first.toString();
        };
    }

    private static List<Offer> merged(List<Offer> provided) {
        provided.sort(Comparator.comparing(Offer::id)
                .thenComparing(Offer::isDefault, Comparator.reverseOrder())
                .thenComparing(Offer::simulator));
        List<Offer> all = new ArrayList<>();
        BUILT_IN.forEach(entry -> all.add(new Offer(entry, null)));
        all.addAll(provided);
        Map<String, List<Offer>> byId = new HashMap<>();
        for (Offer offer : all) {
            List<Offer> others = byId.computeIfAbsent(offer.id(), _ -> new ArrayList<>());
            for (Offer other : others) {
                boolean chosenBetween = !offer.simulator().isEmpty()
                        && !other.simulator().isEmpty()
                        && !offer.simulator().equals(other.simulator());
                if (!chosenBetween) {
                    throw new EnvironmentException("two environments have the id " + offer.id() + ", " + other.owner()
                            + " and " + offer.owner() + "; rename one, or remove its library");
                }
            }
            others.add(offer);
        }
        return List.copyOf(all);
    }

    /// All environments: the built-in ones, then the provided ones by id. One that comes from several simulators stands
    /// once, for the default one.
    ///
    /// @return the entries, in the order in which to list them
    public List<Environments.Entry> all() {
        Map<String, Environments.Entry> byId = new LinkedHashMap<>();
        offers.forEach(offer -> byId.putIfAbsent(offer.id(), offer.entry()));
        return List.copyOf(byId.values());
    }

    /// Who provides environments.
    ///
    /// @return the providers, in the order in which they were found
    public List<EnvironmentProvider> providers() {
        return providers;
    }

    /// Between which simulators there is a choice.
    ///
    /// @param id an environment's id
    /// @return their names in alphabetical order; none where the environment's provider has no name for its simulator
    public List<String> simulators(String id) {
        return offers.stream()
                .filter(offer -> offer.id().equals(id))
                .map(Offer::simulator)
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
    }

    /// The simulator that an environment was chosen from.
    ///
    /// @param environment an environment of this registry, itself
    /// @return the name of its provider's simulator; empty where it has none, or the environment is from elsewhere
    public String simulator(MetaEnvironment<?> environment) {
        return offer(environment).map(Offer::simulator).orElse("");
    }

    /// Where an environment's code is: it may be made of nothing but classes of the core and lambdas.
    ///
    /// @param environment an environment of this registry, itself
    /// @return what its provider's [EnvironmentProvider#code] says, or nothing if it is built in or from elsewhere
    public Set<Class<?>> code(MetaEnvironment<?> environment) {
        return offer(environment)
                .map(Offer::provider)
                .map(EnvironmentProvider::code)
                .orElse(Set.of());
    }

    private Optional<Offer> offer(MetaEnvironment<?> environment) {
        return offers.stream()
                .filter(offer -> offer.entry().environment().equals(environment))
                .findFirst();
    }

    static boolean isBuiltIn(MetaEnvironment<?> environment) {
        return builtIn(environment.spec().id()).filter(environment::equals).isPresent();
    }

    static Optional<MetaEnvironment<?>> builtIn(String id) {
        return BUILT_IN.stream()
                .filter(entry -> entry.id().equals(id))
                .<MetaEnvironment<?>>map(Environments.Entry::environment)
                .findFirst()
                .or(() -> SIZED.stream()
                        .map(family -> family.apply(id))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /// Looks an environment up: among those that are listed, then those that providers know without listing them. Of
    /// several simulators the default one is meant ([EnvironmentProvider#isDefaultSimulator]).
    ///
    /// @param id its id
    /// @return the environment, or empty if there is none of that id
    /// @throws IllegalArgumentException if a provider knows ids of this form, and this one is wrong
    public Optional<MetaEnvironment<?>> byId(String id) {
        Optional<MetaEnvironment<?>> listed = listed(id, null);
        if (listed.isPresent()) {
            return listed;
        }
        for (EnvironmentProvider provider : providers) {
            Optional<MetaEnvironment<?>> found = provider.byId(id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Looks an environment up that several simulators may have.
    ///
    /// @param id its id
    /// @param simulator the simulator's name, as [#simulators] lists it
    /// @return the environment, or empty if there is none of that id from that simulator
    public Optional<MetaEnvironment<?>> byId(String id, String simulator) {
        return listed(id, simulator);
    }

    private Optional<MetaEnvironment<?>> listed(String id, @Nullable String simulator) {
        return offers.stream()
                .filter(offer -> offer.id().equals(id))
                .filter(offer -> simulator == null || offer.simulator().equals(simulator))
                .<MetaEnvironment<?>>map(offer -> offer.entry().environment())
                .findFirst();
    }
}
