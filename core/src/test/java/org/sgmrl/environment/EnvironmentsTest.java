package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sgmrl.testing.SinglePointRobot;

/// The registry and what libraries add to it.
final class EnvironmentsTest {
    @Test
    void providedEnvironmentsFollowTheBuiltInOnesSortedById() {
        EnvironmentProvider two = () -> List.of(entry("zebra-v1"), entry("ant-v1"));
        EnvironmentProvider one = () -> List.of(entry("bee-v2"));
        EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(two, one));

        assertThat(registry.providers()).containsExactly(two, one);
        assertThat(registry.all())
                .extracting(Environments.Entry::id)
                .startsWith("point-navigation-v1", "point-navigation-squared-v1")
                .endsWith("cart-pole-hidden-v1", "ant-v1", "bee-v2", "zebra-v1");
        assertThat(registry.code(registry.all().getLast().environment())).containsExactly(two.getClass());
    }

    @Test
    void simulatorsWithNamesMayShareAnId() {
        EnvironmentRegistry registry =
                EnvironmentRegistry.of(List.of(new Simulated("planar", List.of()), new Simulated("mujoco", List.of())));

        assertThat(registry.simulators("robot-v1")).containsExactly("mujoco", "planar");
        for (String simulator : registry.simulators("robot-v1")) {
            assertThat(registry.simulator(registry.byId("robot-v1", simulator).orElseThrow()))
                    .isEqualTo(simulator);
        }
        for (String same : List.of("", "planar")) {
            assertThatThrownBy(() -> EnvironmentRegistry.of(
                            List.of(new Simulated("planar", List.of()), new Simulated(same, List.of()))))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("the id robot-v1");
        }
    }

    @Test
    void theDefaultSimulatorIsMeantWhereNoneIsNamed() {
        EnvironmentProvider zeta = new Simulated("zeta", true, List.of());
        EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(new Simulated("alpha", List.of()), zeta));
        EnvironmentRegistry none =
                EnvironmentRegistry.of(List.of(new Simulated("beta", List.of()), new Simulated("alpha", List.of())));

        assertThat(registry.byId("robot-v1").map(registry::simulator)).contains("zeta");
        assertThat(registry.simulator(registry.all().getLast().environment())).isEqualTo("zeta");
        assertThat(registry.simulators("robot-v1")).containsExactly("alpha", "zeta");
        assertThat(none.byId("robot-v1").map(none::simulator)).contains("alpha");
    }

    @Test
    void providersAreAskedForIdsThatNobodyLists() {
        MetaEnvironment<?> environment = entry("file:a").environment();
        EnvironmentRegistry registry = EnvironmentRegistry.of(
                List.of(new Simulated("mujoco", List.of()), new Simulated("planar", List.of(environment))));
        assertThat(registry.byId("file:a")).contains(environment);
        assertThat(registry.byId("file:b")).isEmpty();
        assertThat(Environments.byId("file:a")).isEmpty();
    }

    @Test
    void builtInEnvironmentsHaveNoSimulatorAndNoProvider() {
        MetaEnvironment<?> environment =
                Environments.byId("point-navigation-v1").orElseThrow();

        assertThat(Environments.simulators("point-navigation-v1")).isEmpty();
        assertThat(Environments.byId("point-navigation-v1", "planar")).isEmpty();
        assertThat(Environments.simulator(environment)).isEmpty();
        assertThat(Environments.code(environment)).isEmpty();
    }

    private record Simulated(String simulator, boolean isDefaultSimulator, List<MetaEnvironment<?>> unlisted)
            implements EnvironmentProvider {
        Simulated(String simulator, List<MetaEnvironment<?>> unlisted) {
            this(simulator, false, unlisted);
        }

        @Override
        public List<Environments.Entry> environments() {
            return List.of(entry("robot-v1"));
        }

        @Override
        public Optional<MetaEnvironment<?>> byId(String id) {
            return unlisted.stream()
                    .filter(environment -> environment.spec().id().equals(id))
                    .findFirst();
        }
    }

    @Test
    void twoEnvironmentsOfOneIdAreRefused() {
        assertThatThrownBy(() -> EnvironmentRegistry.of(providers(() -> Stream.of("a-v1", "b-v1", "a-v1")
                        .map(EnvironmentsTest::entry)
                        .toList())))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the id a-v1");
        assertThatThrownBy(() -> EnvironmentRegistry.of(providers(() -> List.of(entry("point-navigation-v1")))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("point-navigation-v1")
                .hasMessageContaining("a built-in one");
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamed() {
        Iterable<EnvironmentProvider> broken = () -> {
            throw new ServiceConfigurationError("provider com.example.Missing not found");
        };

        assertThatThrownBy(() -> EnvironmentRegistry.of(broken))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("com.example.Missing");
    }

    @Test
    void onlyItsOwnSpecificationDecidesTheLengthOfTraining() {
        EnvironmentSpec plain = new EnvironmentSpec("a-v1", 2, ActionSpace.Box.uniform(1, -1, 1), 1000);
        EnvironmentSpec large = new EnvironmentSpec("b-v1", 2, ActionSpace.Box.uniform(1, -1, 1), 10, 40, 400);

        assertThat(plain.metaBatchSize()).isEqualTo(20);
        assertThat(plain.iterations()).isEqualTo(500);
        assertThat(large.metaBatchSize()).isEqualTo(40);
        assertThatThrownBy(() -> new EnvironmentSpec("c-v1", 2, ActionSpace.Box.uniform(1, -1, 1), 10, 0, 400))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metaBatchSize = 0");
    }

    private static List<EnvironmentProvider> providers(EnvironmentProvider one) {
        return List.of(one);
    }

    private static Environments.Entry entry(String id) {
        EnvironmentSpec spec = new EnvironmentSpec(id, 2, ActionSpace.Box.uniform(2, -0.1, 0.1), 100);
        return new Environments.Entry(
                "for tests", MetaEnvironment.of(spec, PointNavigation.distance().tasks(), SinglePointRobot::new));
    }
}
