package org.sgmrl.picture;

import org.sgmrl.environment.VisibleEnvironment;

/// A renderer that is not ours, such as a simulator's own. Without one, [Picture] draws outlines.
@FunctionalInterface
public interface Photography {
    /// Gets ready to photograph.
    ///
    /// @param stage the environment, with its task
    /// @param width pixels
    /// @param height pixels
    /// @return who takes the pictures
    Photographer photographer(VisibleEnvironment<?> stage, int width, int height);
}
