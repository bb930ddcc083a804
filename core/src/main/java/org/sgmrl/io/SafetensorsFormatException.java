package org.sgmrl.io;

import java.io.IOException;

/// A safetensors file that is damaged, hostile or not what was asked for. The message is one line: the
/// file, what was found and what was expected.
public final class SafetensorsFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /// A damaged file.
    ///
    /// @param source the file
    /// @param problem what was found and what was expected
    public SafetensorsFormatException(String source, String problem) {
        super(source + ": " + problem);
    }
}
