package org.sgmrl.estimator;

/// Checks of settings, by the names of the command line.
final class Checks {
    private Checks() {}

    static void positive(String name, int value) {
        require(value >= 1, name, value, "be at least 1");
    }

    static void require(boolean holds, String name, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(name + " = " + value + " must " + requirement);
        }
    }
}
