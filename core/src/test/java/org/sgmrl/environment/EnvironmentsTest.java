package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
        List<EnvironmentProvider> loaded = new ArrayList<>();
        List<Environments.Offer> all = Environments.merge(List.of(two, one), loaded);

        assertThat(loaded).containsExactly(two, one);
        assertThat(all)
                .extracting(Environments.Offer::id)
                .startsWith("point-navigation-v1", "point-navigation-squared-v1")
                .endsWith("point-safe-goal-v1", "ant-v1", "bee-v2", "zebra-v1");
        assertThat(all.getLast().provider()).isEqualTo(two);
    }

    @Test
    void simulatorsWithNamesMayShareAnId() {
        List<Environments.Offer> all = Environments.merge(
                List.of(new Simulated("planar", List.of()), new Simulated("mujoco", List.of())), new ArrayList<>());

        assertThat(all.subList(all.size() - 2, all.size()))
                .extracting(Environments.Offer::simulator)
                .containsExactly("mujoco", "planar");
        for (String same : List.of("", "planar")) {
            assertThatThrownBy(() -> Environments.merge(
                            List.of(new Simulated("planar", List.of()), new Simulated(same, List.of())),
                            new ArrayList<>()))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("the id robot-v1");
        }
    }

    @Test
    void providersAreAskedForIdsThatNobodyLists() {
        MetaEnvironment<?> environment = entry("file:a").environment();
        List<EnvironmentProvider> providers =
                List.of(new Simulated("", List.of()), new Simulated("", List.of(environment)));

        assertThat(Environments.unlisted("file:a", providers)).contains(environment);
        assertThat(Environments.unlisted("file:b", providers)).isEmpty();
        assertThat(Environments.byId("file:a")).isEmpty();
    }

    @Test
    void builtInEnvironmentsHaveNoSimulatorAndNoProvider() {
        MetaEnvironment<?> environment =
                Environments.byId("point-navigation-v1").orElseThrow();

        assertThat(Environments.simulators("point-navigation-v1")).isEmpty();
        assertThat(Environments.byId("point-navigation-v1", "planar")).isEmpty();
        assertThat(Environments.simulator(environment)).isEmpty();
        assertThat(Environments.provider(environment)).isEmpty();
    }

    private record Simulated(String simulator, List<MetaEnvironment<?>> unlisted) implements EnvironmentProvider {
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
        assertThatThrownBy(() -> Environments.merge(
                        List.of(() -> Stream.of("a-v1", "b-v1", "a-v1")
                                .map(EnvironmentsTest::entry)
                                .toList()),
                        new ArrayList<>()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the id a-v1");
        assertThatThrownBy(() ->
                        Environments.merge(List.of(() -> List.of(entry("point-navigation-v1"))), new ArrayList<>()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("point-navigation-v1");
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamed() {
        Iterable<EnvironmentProvider> broken = () -> {
            throw new ServiceConfigurationError("provider com.example.Missing not found");
        };

        assertThatThrownBy(() -> Environments.merge(broken, new ArrayList<>()))
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

    private static Environments.Entry entry(String id) {
        EnvironmentSpec spec = new EnvironmentSpec(id, 2, ActionSpace.Box.uniform(2, -0.1, 0.1), 100);
        return new Environments.Entry(
                "for tests", MetaEnvironment.of(spec, PointNavigation.distance().tasks(), SinglePointRobot::new));
    }
}
