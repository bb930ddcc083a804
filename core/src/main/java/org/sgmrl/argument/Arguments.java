package org.sgmrl.argument;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Checks of arguments where they enter. Messages name parameter, value and rule.
public final class Arguments {
    private Arguments() {}

    /// Refuses null.
    ///
    /// @param name the parameter's name
    /// @param value its value
    /// @param <V> its type
    /// @return the value
    /// @throws NullPointerException if it is null
    public static <V> V given(String name, @Nullable V value) {
        if (value == null) {
            throw new NullPointerException(name + " = null must be given");
        }
        return value;
    }

    /// Refuses numbers below 1.
    ///
    /// @param name the parameter's name
    /// @param value its value
    public static void positive(String name, int value) {
        require(value >= 1, name, value, "be at least 1");
    }

    /// Refuses what breaks a rule.
    ///
    /// @param holds whether the rule holds
    /// @param name the parameter's name
    /// @param value its value
    /// @param rule what must be, such as `be in [0, 1]`
    /// @throws IllegalArgumentException if it does not hold
    public static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " = " + text(value) + " must " + rule);
        }
    }

    /// Constants as settings spell them.
    private static Object text(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value;
    }
}
