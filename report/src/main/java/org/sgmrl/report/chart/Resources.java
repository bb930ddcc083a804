package org.sgmrl.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Styles and scripts that are in the jar.
public final class Resources {
    private Resources() {}

    /// Text of a file.
    ///
    /// @param path absolute path in the jar
    /// @return its content
    /// @throws IOException if it cannot be read
    public static String text(String path) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
