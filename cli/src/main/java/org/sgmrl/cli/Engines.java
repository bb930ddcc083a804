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

    /// An engine's name, or a [UserError] where there is none of that name, or it cannot serve the environment.
    static String checked(String name, String environment) {
        if (name.equals(LOCAL)) {
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
        if (environment.equals(RunRequest.TABULAR)) {
            throw new UserError("engine = " + name
                    + " is for environments that workers know by their id, not for --env " + RunRequest.TABULAR);
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
        EngineProvider provider = ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.id().equals(request.engine()))
                .findFirst()
                .orElseThrow();
        return provider.create(new EngineRequest<>(environment, policy, request.settings(), request.master()));
    }

    /// For people.
    static String describe(RunRequest request) {
        return request.engine().equals(LOCAL)
                ? request.threads() + " threads"
                : "engine " + request.engine() + (request.master().isEmpty() ? "" : " at " + request.master());
    }
}
