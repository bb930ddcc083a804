package org.sgmrl.environment;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sgmrl.random.RandomStream;

/// A pole on a cart is kept upright; how heavy and how long the pole is, is not observed.
///
/// | what | value |
/// |---|---|
/// | id | `cart-pole-hidden-v1` |
/// | task | mass of the pole m ~ U[0.05, 2] kg, half its length l ~ U[0.25, 1.5] m |
/// | start | position, velocity, angle, angular velocity ~ U[-0.05, 0.05] each, in m, m/s, rad, rad/s |
/// | observation | these four; the angle is from the upright, positive to the right |
/// | action | 0 pushes the cart to the left with 10 N, 1 to the right |
/// | reward | 1 a step |
/// | ends | where \|position\| > 2.4 m or \|angle\| > 12°, or at the horizon (200 steps of 0.02 s) |
///
/// The cart of mass M = 1 kg moves without friction under force F and gravity g = 9.8 m/s²:
///
///     θ̈ = (g sin θ − cos θ (F + m l θ̇² sin θ) / (M + m)) / (l (4/3 − m cos² θ / (M + m)))
///     ẍ = (F + m l (θ̇² sin θ − θ̈ cos θ)) / (M + m)
///
/// Equations, Euler's method with its step, limits, forces and the cart are those of A. G. Barto, R. S. Sutton, C. W. Anderson,
/// "Neuronlike adaptive elements that can solve difficult learning control problems", IEEE Trans. SMC 13 (1983), without the
/// friction of cart and pole; its pole has m = 0.1 kg and l = 0.5 m. The distribution of tasks is ours.
public final class CartPole implements MetaEnvironment<CartPole.Pole> {
    private static final CartPole HIDDEN = new CartPole();

    static final double GRAVITY = 9.8;
    static final double CART_MASS = 1;
    static final double STEP_SECONDS = 0.02;

    private static final double FORCE = 10;
    private static final double TRACK = 2.4;
    private static final double MOST_ANGLE = 12 * Math.PI / 180;
    private static final double START = 0.05;
    private static final int TASKS = 20;
    private static final int ITERATIONS = 200;

    private final EnvironmentSpec spec =
            new EnvironmentSpec("cart-pole-hidden-v1", 4, new ActionSpace.Discrete(2), 200, TASKS, ITERATIONS);

    private CartPole() {}

    /// A task.
    ///
    /// @param mass of the pole in kg, above 0
    /// @param halfLength half the length of the pole in m, above 0
    public record Pole(double mass, double halfLength) implements Serializable {
        /// Checks both.
        public Pole {
            require("mass", mass);
            require("halfLength", halfLength);
        }

        private static void require(String name, double value) {
            if (!(value > 0 && value <= TaskDistribution.LARGEST)) {
                throw new IllegalArgumentException(
                        name + " = " + value + " must be above 0 and at most " + TaskDistribution.LARGEST);
            }
        }
    }

    /// All of them, in the order in which they are listed.
    static List<Environments.Entry> all() {
        return List.of(new Environments.Entry("cart with a pole of unseen mass and length to keep upright", hidden()));
    }

    /// The environment.
    ///
    /// @return `cart-pole-hidden-v1`
    public static CartPole hidden() {
        return HIDDEN;
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<Pole> tasks() {
        return Poles.INSTANCE;
    }

    @Override
    public BatchedEnvironment<Pole> create(int rollouts) {
        return MetaEnvironment.of(spec, tasks(), Balancing::new).create(rollouts);
    }

    @Override
    public Optional<StatefulEnvironment<Pole>> createStateful() {
        return Optional.of(new Balancing());
    }

    /// One step of Euler's method from (x, ẋ, θ, θ̇).
    ///
    /// @param force on the cart, N
    /// @param seconds length of the step
    /// @param state `[4]`; overwritten
    static void euler(Pole pole, double force, double seconds, double[] state) {
        double m = pole.mass();
        double l = pole.halfLength();
        double total = CART_MASS + m;
        double velocity = state[1];
        double angularVelocity = state[3];
        double sin = StrictMath.sin(state[2]);
        double cos = StrictMath.cos(state[2]);
        double push = (force + m * l * angularVelocity * angularVelocity * sin) / total;
        double angularAcceleration = (GRAVITY * sin - cos * push) / (l * (4.0 / 3 - m * cos * cos / total));
        double acceleration = push - m * l * angularAcceleration * cos / total;
        state[0] += seconds * velocity;
        state[1] += seconds * acceleration;
        state[2] += seconds * angularVelocity;
        state[3] += seconds * angularAcceleration;
    }

    private enum Poles implements TaskDistribution<Pole> {
        INSTANCE;

        @Override
        public Pole sample(RandomStream random) {
            double mass = random.nextDouble(0.05, 2);
            double halfLength = random.nextDouble(0.25, 1.5);
            return new Pole(mass, halfLength);
        }

        @Override
        public String label() {
            return "pole";
        }

        @Override
        public int parameterCount() {
            return 2;
        }

        @Override
        public void parameters(Pole task, double[] out) {
            out[0] = task.mass();
            out[1] = task.halfLength();
        }

        @Override
        public Pole task(double[] numbers) {
            TaskDistribution.require(numbers, 2);
            return new Pole(numbers[0], numbers[1]);
        }
    }

    /// One cart with its pole.
    private static final class Balancing implements VisibleEnvironment<Pole> {
        /// Of the pole's length.
        private static final double BREADTH = 3.4;

        private static final double[] CART = {0.25, 0.15, 0.1};
        private static final double POLE_RADIUS = 0.04;
        private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};

        private final double[] state = new double[4];
        private final double[] next = new double[4];
        private Pole pole = new Pole(1, 1);
        private boolean terminated;
        private boolean diverged;

        @Override
        public void reset(Pole task, RandomStream random, double[] observation) {
            for (int i = 0; i < state.length; i++) {
                state[i] = random.nextDouble(-START, START);
            }
            begin(task, observation);
        }

        @Override
        public List<StateArray> stateArrays() {
            return List.of(
                    new StateArray("position", 1),
                    new StateArray("velocity", 1),
                    new StateArray("angle", 1),
                    new StateArray("angularVelocity", 1));
        }

        @Override
        public void restore(Pole task, double[] given, double[] observation) {
            System.arraycopy(given, 0, state, 0, state.length);
            begin(task, observation);
        }

        private void begin(Pole task, double[] observation) {
            pole = task;
            terminated = false;
            diverged = false;
            System.arraycopy(state, 0, observation, 0, state.length);
        }

        @Override
        public double step(double[] action, double[] observation) {
            System.arraycopy(state, 0, next, 0, state.length);
            euler(pole, action[0] == 0 ? -FORCE : FORCE, STEP_SECONDS, next);
            diverged = !allFinite(next);
            if (!diverged) {
                System.arraycopy(next, 0, state, 0, state.length);
            }
            terminated = diverged || Math.abs(state[0]) > TRACK || Math.abs(state[2]) > MOST_ANGLE;
            System.arraycopy(state, 0, observation, 0, state.length);
            return diverged ? 0 : 1;
        }

        private static boolean allFinite(double[] numbers) {
            for (double number : numbers) {
                if (!Double.isFinite(number)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean terminated() {
            return terminated;
        }

        @Override
        public boolean diverged() {
            return diverged;
        }

        @Override
        public void state(double[] out) {
            System.arraycopy(state, 0, out, 0, state.length);
        }

        @Override
        public Scenery scenery() {
            String task = String.format(Locale.ROOT, "pole of %.2f kg and %.2f m", pole.mass(), 2 * pole.halfLength());
            double breadth = BREADTH * 2 * pole.halfLength();
            return new Scenery(View.SIDE, breadth, false, -CART[2], STEP_SECONDS, "m", task);
        }

        @Override
        public void show(Stage stage) {
            double sin = StrictMath.sin(state[2]);
            double cos = StrictMath.cos(state[2]);
            stage.focus(state[0], 0, pole.halfLength());
            stage.part(Shape.BOX, CART, new double[] {state[0], 0, 0}, UPRIGHT, 0);
            double l = pole.halfLength();
            double[] centre = {state[0] + l * sin, 0, CART[2] + l * cos};
            double[] lean = {cos, 0, sin, 0, 1, 0, -sin, 0, cos};
            stage.part(Shape.CAPSULE, new double[] {POLE_RADIUS, l}, centre, lean, 1);
        }

        @Override
        public String progress(double[] earlier, double[] now, int steps) {
            return String.format(Locale.ROOT, "angle %.1f°", now[2] * 180 / Math.PI);
        }
    }
}
