package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.planar.States.Kind;

/// Compiled steps allocate nothing.
final class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "half_cheetah, false",
        "half_cheetah, true",
        "swimmer, false",
        "swimmer, true",
        "hopper, false",
        "hopper, true",
        "walker2d, false",
        "walker2d, true"
    })
    void nothingIsAllocatedAfterWarmUp(String robot, boolean vectors) {
        PlanarModel model = States.model(robot);
        Stepper stepper = vectors ? new SimdStepper(model) : new ScalarStepper(model);
        PlanarState state = new PlanarState(model, 8, 8);
        States states = new States(model, 4);
        long allocated = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (allocated > 0 && System.nanoTime() < end) {
            for (int round = 0; round < 20; round++) {
                for (int e = 0; e < 8; e++) {
                    states.next(e % 2 == 0 ? Kind.TOUCHING : Kind.FREE);
                    states.place(state, e);
                }
                allocated = allocation(stepper, state);
            }
        }
        assertThat(allocated).isZero();
    }

    private static long allocation(Stepper stepper, PlanarState state) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int k = 0; k < 20; k++) {
            for (int first = 0; first < state.stride; first += stepper.lanes()) {
                stepper.step(state, first, 5);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
