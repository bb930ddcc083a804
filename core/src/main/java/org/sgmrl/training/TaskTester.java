package org.sgmrl.training;

import org.sgmrl.random.StreamDomain;

/// Tests parameters on fresh tasks: threads of this process ([MetaTester]), or an engine where it has its workers
/// ([EngineProvider#createTester]), to the same bits.
public interface TaskTester extends AutoCloseable {
    /// Tests parameters.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param tasks how many tasks, at least 1
    /// @param seed seed of tasks and rollouts
    /// @param domain [StreamDomain#TEST] or [StreamDomain#VALIDATION]
    /// @return `[k + 1][tasks]`: the mean return of each task after 0 .. k inner steps
    double[][] returns(double[] theta, int tasks, long seed, StreamDomain domain);

    @Override
    void close();
}
