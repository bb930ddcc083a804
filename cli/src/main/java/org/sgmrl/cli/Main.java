package org.sgmrl.cli;

/// Entry point of the `sgmrl` command.
public final class Main {
    private Main() {}

    /// Runs one command and exits with its code.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.out.println("sgmrl");
    }
}
