package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/// What the tests of all benchmark classes share.
final class BenchmarkTests {
    private BenchmarkTests() {}

    /// Every benchmark has a test of its name, and there is an empty one.
    static void assertComplete(Class<?> benchmarks, Class<?> tests) {
        Set<String> tested = Arrays.stream(tests.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(benchmarks.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Benchmark.class))
                        .map(Method::getName))
                .isSubsetOf(tested)
                .contains("baseline");
    }
}
