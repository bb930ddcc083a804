package org.sgmrl.planar;

import java.util.Arrays;
import java.util.List;
import org.sgmrl.kernel.VectorApi;
import org.sgmrl.planar.States.Kind;

/// Prints which code steps here, how many lanes it has, and a digest of what it computes.
final class StepDigest {
    private static final int ROBOTS = 16;
    private static final int STEPS = 12;

    private StepDigest() {}

    /// Makes a stepper.
    interface Maker {
        Stepper of(PlanarModel model);
    }

    static String digest(Maker maker) {
        return digest(maker, States.ROBOTS);
    }

    static String digest(Maker maker, List<String> robots) {
        long digest = 0;
        for (String robot : robots) {
            PlanarModel model = States.model(robot);
            Stepper stepper = maker.of(model);
            PlanarState state = new PlanarState(model, ROBOTS, 1);
            States states = new States(model, 9);
            Kind[] kinds = Kind.values();
            for (int e = 0; e < ROBOTS; e++) {
                states.next(kinds[e % kinds.length]);
                states.place(state, e);
            }
            for (int first = 0; first < ROBOTS; first += stepper.lanes()) {
                stepper.step(state, first, STEPS);
            }
            for (int e = 0; e < ROBOTS; e++) {
                // What comes after an explosion means nothing.
                if (state.broken[e]) {
                    state.park(e);
                    state.position[e] = e;
                }
            }
            digest = 31 * digest + Arrays.hashCode(state.position);
            digest = 31 * digest + Arrays.hashCode(state.velocity);
        }
        return Long.toHexString(digest);
    }

    public static void main(String[] arguments) {
        if (VectorApi.available()) {
            System.out.println(
                    "SimdStepper " + new SimdStepper(States.model("swimmer")).lanes() + " " + digest(SimdStepper::new));
        } else {
            System.out.println("ScalarStepper 1 " + digest(ScalarStepper::new));
        }
    }
}
