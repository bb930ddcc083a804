package org.sgmrl.run.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.run.failure.InvalidSettings;

/// What is said of a wrong value is what is wrong with it.
final class SettingTypeTest {
    private static Object read(String name, Object raw) {
        return Settings.byName(name).read(name, raw);
    }

    private static void refused(String name, Object raw, String sentence) {
        assertThatThrownBy(() -> read(name, raw))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(sentence);
    }

    @Test
    void wholeNumbersMayHaveAnExponentInOptionsAndFiles() {
        assertThat(read("seed", "1e3")).isEqualTo(1000L);
        assertThat(read("seed", 1e3)).isEqualTo(1000L);
        assertThat(read("tasks", 2e1)).isEqualTo(20);
        assertThat(read("tasks", "20.0")).isEqualTo(20);
        refused("tasks", 2.5, "tasks = 2.5 must be a whole number");
        refused("tasks", "2.5", "tasks = 2.5 must be a whole number");
    }

    @Test
    void aWholeNumberThatIsTooLargeIsCalledSo() {
        refused("seed", "1e30", "seed = 1e30 must be a whole number from -9223372036854775808 to 9223372036854775807");
        refused("seed", 1e30, "seed = 1.0E30 must be a whole number from -9223372036854775808 to 9223372036854775807");
        refused("tasks", "3000000000", "tasks = 3000000000 must be a whole number from -2147483648 to 2147483647");
        refused("tasks", "1e999999999", "tasks = 1e999999999 must be a whole number from -2147483648 to 2147483647");
        refused("tasks", "1e-999999999", "tasks = 1e-999999999 must be a whole number");
    }

    @Test
    void aNumberIsNeverToBeText() {
        refused("discount", true, "discount = true must be a finite number");
        refused("discount", List.of(0.9), "discount = [0.9] must be a finite number");
        refused("discount", "much", "discount = much must be a finite number");
        refused("tasks", true, "tasks = true must be a whole number");
        refused("tasks", Double.NaN, "tasks = NaN must be a whole number");
    }
}
