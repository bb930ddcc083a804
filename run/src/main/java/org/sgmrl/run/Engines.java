package org.sgmrl.run;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.LocalPieces;
import org.sgmrl.training.PieceEngine;
import org.sgmrl.training.PieceWork;
import org.sgmrl.training.TaskEngine;

/// Who maps the tasks of a meta-batch: threads of this process, or an engine of a library on the class path.
public final class Engines {
    /// Threads of this process.
    public static final String LOCAL = "local";

    private Engines() {}

    /// The engine where none is named.
    public static String byDefault() {
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.preferred()) {
                return provider.id();
            }
        }
        return LOCAL;
    }

    /// Keeps what an engine shares, such as workers, until closed.
    public static EngineProvider.Hold hold(String name) {
        return name.equals(LOCAL) ? () -> {} : provider(name).hold();
    }

    /// The name of a run's engine.
    ///
    /// @param options of which it counts
    /// @return the default's where none is given
    public static String of(RunOptions options) {
        return options.engine().isEmpty() ? byDefault() : options.engine();
    }

    private static EngineProvider provider(String name) {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.id().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// An engine's name, or a `RequestException` where there is none of that name or its master cannot be one.
    public static String checked(String name, String master) {
        if (name.equals(LOCAL)) {
            if (!master.isEmpty()) {
                throw new InvalidSettings("master = " + master + " is for another engine; give --engine spark as well");
            }
            return name;
        }
        List<String> known = new ArrayList<>(List.of(LOCAL));
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            known.add(provider.id());
        }
        if (!known.contains(name)) {
            throw new InvalidSettings("engine = " + name + " must be one of " + String.join(", ", known)
                    + (name.equals("spark") ? "; give it on the command line: --engine spark" : ""));
        }
        try {
            provider(name).check(master);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
        return name;
    }

    static <T> TaskEngine<T> create(RunOptions options, EngineRequest<T> request) {
        String engine = of(options);
        if (engine.equals(LOCAL)) {
            return new LocalEngine<>(request, options.threads());
        }
        return provider(engine).create(at(options.master(), request));
    }

    /// Who does work in pieces for a run.
    ///
    /// @param options of which the engine, its master and the threads count
    /// @return threads of this process, or the engine
    public static PieceEngine.Factory pieces(RunOptions options) {
        return of(options).equals(LOCAL) ? LocalPieces.onThreads(options.threads()) : new OfProvider(options);
    }

    private record OfProvider(RunOptions options) implements PieceEngine.Factory {
        @Override
        public <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> create(
                EngineRequest<T> request, PieceWork<Q, A> work) {
            return provider(of(options)).createPieces(at(options.master(), request), work);
        }
    }

    /// Checks that an engine's workers can be asked for, before lengthy work that needs them later.
    ///
    /// @param options of which the engine and its master count
    public static void requireReachable(RunOptions options) {
        String engine = of(options);
        if (!engine.equals(LOCAL)) {
            provider(engine).requireReachable(options.master());
        }
    }

    private static <T> EngineRequest<T> at(String master, EngineRequest<T> request) {
        return new EngineRequest<>(
                request.environment(), request.policy(), request.settings(), request.parts(), master);
    }

    /// For people.
    static String describe(RunOptions options) {
        return options.engine().equals(LOCAL)
                ? options.threads() + " threads"
                : "engine " + options.engine() + (options.master().isEmpty() ? "" : " at " + options.master());
    }
}
