package org.sgmrl.environment.robot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Model files in MuJoCo's format (MJCF) of the robots that more than one simulator steps: `half_cheetah`, `hopper`,
/// `swimmer` and `walker2d`.
public final class ModelFiles {
    private ModelFiles() {}

    /// The text of a model file.
    ///
    /// @param robot the file's name without `.xml`
    /// @return the text; empty if the robot is none of these
    public static Optional<String> find(String robot) {
        try (InputStream in = ModelFiles.class.getResourceAsStream(robot + ".xml")) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
