package org.sgmrl.io;

import java.io.IOException;
import java.nio.file.Path;

/// Writes to its standard output by several names, and says where it went.
public final class OutputProbe {
    private OutputProbe() {}

    public static void main(String[] arguments) throws IOException {
        System.out.print("before\n");
        for (String name : arguments) {
            Output.write(Path.of(name), name + "\n");
        }
        System.out.print("after\n");
    }
}
