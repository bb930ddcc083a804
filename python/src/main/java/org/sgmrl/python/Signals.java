package org.sgmrl.python;

/// Exit codes for people.
final class Signals {
    /// The code of a process that signal 0 ended.
    static final int SIGNALLED = 128;

    private Signals() {}

    static String describe(int code) {
        return switch (code - SIGNALLED) {
            case 9 -> "signal 9: somebody killed it, perhaps the system for want of memory";
            case 6 -> "signal 6: native code gave up";
            case 7, 11 -> "signal " + (code - SIGNALLED) + ": native code crashed";
            default -> code > SIGNALLED ? "signal " + (code - SIGNALLED) : "exit code " + code;
        };
    }
}
