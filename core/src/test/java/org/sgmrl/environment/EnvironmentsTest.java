package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sgmrl.testing.SinglePointRobot;

/// The registry and what libraries add to it.
final class EnvironmentsTest {
    @Test
    void providedEnvironmentsFollowTheBuiltInOnesSortedById() {
        Map<String, Class<?>> classes = new HashMap<>();
        EnvironmentProvider two = () -> List.of(entry("zebra-v1"), entry("ant-v1"));
        EnvironmentProvider one = () -> List.of(entry("bee-v2"));
        List<Environments.Entry> all = Environments.merge(List.of(two, one), classes);
        assertThat(classes)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("zebra-v1", two.getClass(), "ant-v1", two.getClass(), "bee-v2", one.getClass()));

        assertThat(all)
                .extracting(Environments.Entry::id)
                .startsWith("point-navigation-v1", "point-navigation-squared-v1")
                .endsWith("point-safe-goal-v1", "ant-v1", "bee-v2", "zebra-v1");
    }

    @Test
    void twoEnvironmentsOfOneIdAreRefused() {
        assertThatThrownBy(() -> Environments.merge(
                        List.of(() -> Stream.of("a-v1", "b-v1", "a-v1")
                                .map(EnvironmentsTest::entry)
                                .toList()),
                        new HashMap<>()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the id a-v1");
        assertThatThrownBy(
                        () -> Environments.merge(List.of(() -> List.of(entry("point-navigation-v1"))), new HashMap<>()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("point-navigation-v1");
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamed() {
        Iterable<EnvironmentProvider> broken = () -> {
            throw new ServiceConfigurationError("provider com.example.Missing not found");
        };

        assertThatThrownBy(() -> Environments.merge(broken, new HashMap<>()))
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
