package org.sgmrl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.TaskEngine;

/// Who maps the tasks of a meta-batch: threads of this process, or an engine of a library on the class path.
final class Engines {
    static final String LOCAL = "local";

    private Engines() {}

    /// The engine where none is named.
    static String byDefault() {
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.preferred()) {
                return provider.id();
            }
        }
        return LOCAL;
    }

    /// Keeps what an engine shares, such as workers, until closed.
    static EngineProvider.Hold hold(String name) {
        return name.equals(LOCAL) ? () -> {} : provider(name).hold();
    }

    private static EngineProvider provider(String name) {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.id().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// An engine's name, or a [UserError] where there is none of that name or its master cannot be one.
    static String checked(String name, String master) {
        if (name.equals(LOCAL)) {
            if (!master.isEmpty()) {
                throw new UserError("master = " + master + " is for another engine; give --engine spark as well");
            }
            return name;
        }
        List<String> known = new ArrayList<>(List.of(LOCAL));
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            known.add(provider.id());
        }
        if (!known.contains(name)) {
            throw new UserError("engine = " + name + " must be one of " + String.join(", ", known)
                    + (name.equals("spark") ? "; give it on the command line: --engine spark" : ""));
        }
        try {
            provider(name).check(master);
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
        return name;
    }

    static <T> TaskEngine<T> create(RunRequest request, MetaEnvironment<T> environment, Policy policy) {
        if (request.engine().equals(LOCAL)) {
            return new LocalEngine<>(
                    environment,
                    policy,
                    request.settings().metaGradient(),
                    request.settings().seed(),
                    request.threads());
        }
        return provider(request.engine())
                .create(new EngineRequest<>(environment, policy, request.settings(), request.master()));
    }

    /// For people.
    static String describe(RunRequest request) {
        return request.engine().equals(LOCAL)
                ? request.threads() + " threads"
                : "engine " + request.engine() + (request.master().isEmpty() ? "" : " at " + request.master());
    }
}
