package org.sgmrl.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The processor time of a call, in microseconds, beside the time by the clock: what a machine with other work tells
/// reliably. It is that of the whole process, compiler and collector included, to a hundredth of a second an iteration.
///
///     java -cp … org.openjdk.jmh.Main PolicyBenchmark -prof org.sgmrl.bench.ProcessorTimeProfiler
public final class ProcessorTimeProfiler implements InternalProfiler {
    private long before;

    /// Made by JMH.
    public ProcessorTimeProfiler() {}

    @Override
    public String getDescription() {
        return "processor time of a call";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = nanoseconds();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double microseconds = (nanoseconds() - before) * 1e-3;
        long calls = result.getMetadata().getAllOps();
        return List.of(new ScalarResult("processor", microseconds / calls, "us/op", AggregationPolicy.AVG));
    }

    private static long nanoseconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
