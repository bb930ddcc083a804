package org.sgmrl.locomotion;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environments;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// What the tests of locomotion share.
final class Walks {
    private Walks() {}

    /// All locomotion environments.
    static List<Locomotion<?>> all() {
        List<Locomotion<?>> all = new ArrayList<>();
        for (Environments.Entry entry : new LocomotionEnvironments().environments()) {
            all.add((Locomotion<?>) entry.environment());
        }
        return all;
    }

    static Locomotion<?> byId(String id) {
        return all().stream().filter(e -> e.spec().id().equals(id)).findFirst().orElseThrow();
    }

    static RandomStream stream(int number) {
        return RandomStream.of(42, StreamDomain.TEST, 0, 0, 0, number, StreamPurpose.ENVIRONMENT);
    }

    static RandomStream[] streams(int first, int count) {
        RandomStream[] streams = new RandomStream[count];
        for (int i = 0; i < count; i++) {
            streams[i] = stream(first + i);
        }
        return streams;
    }

    /// A uniform legal action.
    static double[] action(Locomotion<?> environment, RandomStream random) {
        ActionSpace.Box box = (ActionSpace.Box) environment.spec().actionSpace();
        double[] action = new double[box.size()];
        for (int j = 0; j < action.length; j++) {
            action[j] = random.nextDouble(box.low(j), box.high(j));
        }
        return action;
    }
}
