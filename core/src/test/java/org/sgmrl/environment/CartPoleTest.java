package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.CartPole.Pole;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Vectors;

/// The cart's mechanics against hand-computed steps, Lagrange's equations and conservation laws.
final class CartPoleTest {
    private static final Pole BARTO = new Pole(0.1, 0.5);

    /// With M + m = 1.1 and θ = 0: θ̈ = −(10/1.1) / (0.5 (4/3 − 0.1/1.1)) = −600/41, ẍ = 10/1.1 + 0.05 · 600/41 / 1.1 = 400/41.
    @Test
    void aPushFromRestIsWhatOneComputesByHand() {
        double[] state = new double[4];

        CartPole.euler(BARTO, 10, 0.02, state);

        assertThat(state[0]).isZero();
        assertThat(state[1]).isCloseTo(0.02 * 400 / 41, within(1e-15));
        assertThat(state[2]).isZero();
        assertThat(state[3]).isCloseTo(-0.02 * 600 / 41, within(1e-15));
    }

    /// Lagrange: [M + m, m l cos θ; m l cos θ, 4/3 m l²] (ẍ, θ̈) = (F + m l θ̇² sin θ, m g l sin θ).
    @Test
    void accelerationsSolveLagrangesEquations() {
        RandomStream random = Vectors.stream(1);
        for (int i = 0; i < 200; i++) {
            Pole pole = CartPole.hidden().tasks().sample(random);
            double[] state = {
                random.nextGaussian(), random.nextGaussian(), random.nextDouble(-3, 3), 2 * random.nextGaussian()
            };
            double force = random.nextDouble(-10, 10);
            double m = pole.mass();
            double l = pole.halfLength();
            double coupling = m * l * Math.cos(state[2]);
            double a = CartPole.CART_MASS + m;
            double d = 4.0 / 3 * m * l * l;
            double f = force + m * l * state[3] * state[3] * Math.sin(state[2]);
            double g = m * CartPole.GRAVITY * l * Math.sin(state[2]);
            double determinant = a * d - coupling * coupling;

            double[] next = state.clone();
            CartPole.euler(pole, force, 1, next);

            assertThat(next[0]).isEqualTo(state[0] + state[1]);
            assertThat(next[1] - state[1]).isCloseTo((d * f - coupling * g) / determinant, within(1e-11));
            assertThat(next[2]).isEqualTo(state[2] + state[3]);
            assertThat(next[3] - state[3]).isCloseTo((a * g - coupling * f) / determinant, within(1e-11));
        }
    }

    /// Euler's method is of first order: half the step, half the energy that comes from nowhere.
    @Test
    void energyIsConservedToFirstOrderWithoutForce() {
        Pole pole = new Pole(1.3, 0.8);
        double before = Double.NaN;
        for (int steps = 400; steps <= 6400; steps *= 2) {
            double[] state = {0.1, -0.3, 0.4, 0.2};
            double start = energy(pole, state);
            for (int i = 0; i < steps; i++) {
                CartPole.euler(pole, 0, 1.0 / steps, state);
            }
            double error = energy(pole, state) - start;
            if (steps > 400) {
                assertThat(before / error).isBetween(1.95, 2.05);
            }
            before = error;
        }
        assertThat(before).isBetween(0.0, 0.02);
    }

    /// d/dt ((M + m) ẋ + m l θ̇ cos θ) = F, to first order.
    @Test
    void momentumIsThatOfTheForce() {
        Pole pole = new Pole(0.7, 1.2);
        double[] state = {0, 0.5, 0.3, -0.4};
        double start = momentum(pole, state);
        for (int i = 0; i < 100_000; i++) {
            CartPole.euler(pole, -10, 1e-5, state);
        }
        assertThat(momentum(pole, state) - start).isCloseTo(-10, within(1e-3));
    }

    private static double energy(Pole pole, double[] state) {
        double m = pole.mass();
        double l = pole.halfLength();
        double velocity = state[1];
        double turn = state[3];
        return 0.5 * (CartPole.CART_MASS + m) * velocity * velocity
                + m * l * velocity * turn * Math.cos(state[2])
                + 0.5 * 4.0 / 3 * m * l * l * turn * turn
                + m * CartPole.GRAVITY * l * Math.cos(state[2]);
    }

    private static double momentum(Pole pole, double[] state) {
        return (CartPole.CART_MASS + pole.mass()) * state[1]
                + pole.mass() * pole.halfLength() * state[3] * Math.cos(state[2]);
    }

    @Test
    void anEpisodeEndsAtTwelveDegreesOrAtTheEndOfTheTrack() {
        double degree = Math.PI / 180;
        assertThat(endsAfterOneStep(0, 0, 11.99 * degree, 0)).isFalse();
        assertThat(endsAfterOneStep(0, 0, 11.99 * degree, degree)).isTrue();
        assertThat(endsAfterOneStep(0, 0, -11.99 * degree, -degree)).isTrue();
        assertThat(endsAfterOneStep(2.39, 0.1, 0, 0)).isFalse();
        assertThat(endsAfterOneStep(2.39, 1, 0, 0)).isTrue();
        assertThat(endsAfterOneStep(-2.39, -1, 0, 0)).isTrue();
    }

    private static boolean endsAfterOneStep(double... state) {
        double[] observation = new double[4];
        try (StatefulEnvironment<Pole> cart = CartPole.hidden().createStateful().orElseThrow()) {
            cart.restore(BARTO, state, observation);
            assertThat(cart.step(new double[] {1}, observation)).isEqualTo(1);
            assertThat(cart.diverged()).isFalse();
            return cart.terminated();
        }
    }

    @Test
    void whatExplodesEndsWithFiniteNumbers() {
        double[] observation = new double[4];
        double[] state = {0, 0, 0.1, 1e200};
        try (StatefulEnvironment<Pole> cart = CartPole.hidden().createStateful().orElseThrow()) {
            cart.restore(BARTO, state, observation);
            assertThat(cart.step(new double[] {0}, observation)).isZero();
            assertThat(cart.terminated()).isTrue();
            assertThat(cart.diverged()).isTrue();
            assertThat(observation).containsExactly(state);
        }
    }

    /// Tasks are solvable: pushing to where the pole falls keeps every one of them up for the whole horizon.
    @Test
    void aSimpleRuleBalancesEveryTask() {
        RandomStream random = Vectors.stream(2);
        double[] observation = new double[4];
        try (StatefulEnvironment<Pole> cart = CartPole.hidden().createStateful().orElseThrow()) {
            for (int i = 0; i < 100; i++) {
                cart.reset(CartPole.hidden().tasks().sample(random), random, observation);
                for (int h = 0; h < CartPole.hidden().spec().horizon(); h++) {
                    double lean = observation[2] + 0.5 * observation[3] + 0.05 * observation[0] + 0.1 * observation[1];
                    cart.step(new double[] {lean > 0 ? 1 : 0}, observation);
                    assertThat(cart.terminated()).as("task %d, step %d", i, h).isFalse();
                }
            }
        }
    }

    @Test
    void startsAndTasksAreInTheirRanges() {
        RandomStream random = Vectors.stream(3);
        double[] least = new double[6];
        double[] greatest = new double[6];
        double[] numbers = new double[6];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        try (StatefulEnvironment<Pole> cart = CartPole.hidden().createStateful().orElseThrow()) {
            for (int i = 0; i < 4000; i++) {
                Pole pole = CartPole.hidden().tasks().sample(random);
                cart.reset(pole, random, numbers);
                numbers[4] = pole.mass();
                numbers[5] = pole.halfLength();
                for (int j = 0; j < 6; j++) {
                    least[j] = Math.min(least[j], numbers[j]);
                    greatest[j] = Math.max(greatest[j], numbers[j]);
                }
            }
        }
        double[] low = {-0.05, -0.05, -0.05, -0.05, 0.05, 0.25};
        double[] high = {0.05, 0.05, 0.05, 0.05, 2, 1.5};
        for (int j = 0; j < 6; j++) {
            // No draw in a hundredth of the range: probability 0.99^4000 = 3e-18.
            double margin = 0.01 * (high[j] - low[j]);
            assertThat(least[j]).isBetween(low[j], low[j] + margin);
            assertThat(greatest[j]).isBetween(high[j] - margin, high[j]);
        }
    }

    @Test
    void impossiblePolesAreRefused() {
        assertThatThrownBy(() -> CartPole.hidden().tasks().task(new double[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mass = 0.0 must be above 0");
        assertThatThrownBy(() -> new Pole(1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("halfLength = -1.0 must be above 0");
        assertThatThrownBy(() -> new Pole(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPictureHasCartAndPole() {
        double[] observation = new double[4];
        try (VisibleEnvironment<Pole> cart =
                (VisibleEnvironment<Pole>) CartPole.hidden().createStateful().orElseThrow()) {
            cart.restore(new Pole(0.5, 1), new double[] {0.3, 0, Math.PI / 18, 0}, observation);
            Parts parts = new Parts();
            cart.show(parts);

            assertThat(parts.count).isEqualTo(2);
            // The foot of the pole is on top of the cart: its centre less half its length along its axis.
            assertThat(parts.last[0] - parts.axis[0]).isCloseTo(0.3, within(1e-12));
            assertThat(parts.axis[0]).isCloseTo(Math.sin(Math.PI / 18), within(1e-12));
            assertThat(parts.axis[2]).isCloseTo(Math.cos(Math.PI / 18), within(1e-12));
            assertThat(cart.scenery().task()).isEqualTo("pole of 0.50 kg and 2.00 m");
            double[] state = new double[4];
            cart.state(state);
            assertThat(cart.progress(state, state, 1)).isEqualTo("angle 10.0°");
        }
    }

    private static final class Parts implements VisibleEnvironment.Stage {
        private int count;
        private double[] last = {};
        private final double[] axis = new double[3];

        @Override
        public void focus(double x, double y, double z) {}

        @Override
        public void part(
                VisibleEnvironment.Shape shape, double[] size, double[] position, double[] rotation, int tone) {
            count++;
            last = position.clone();
            for (int i = 0; i < 3; i++) {
                axis[i] = rotation[3 * i + 2];
            }
        }

        @Override
        public void goal(double x, double y) {}

        @Override
        public void region(double x, double y, double radius) {}

        @Override
        public void direction(double x, double y) {}

        @Override
        public void walls(double minX, double minY, double maxX, double maxY) {}
    }
}
