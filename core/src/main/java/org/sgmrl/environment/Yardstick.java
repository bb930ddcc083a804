package org.sgmrl.environment;

/// What an environment's speed is measured against: its simulator in the hands of a plain loop, without this
/// library.
public interface Yardstick extends AutoCloseable {
    /// Steps for a while.
    ///
    /// @param seconds how long, at least
    /// @return environment steps a second, over all threads
    double stepsPerSecond(double seconds);

    /// Ends it.
    @Override
    void close();
}
