package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StepSizesEvaluatorTest {
    /// An operation that is not passed on falls back to what policies without it do, silently.
    @Test
    void everyOperationIsPassedOn() throws Exception {
        List<Method> operations = Arrays.stream(PolicyEvaluator.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
        assertThat(operations).hasSizeGreaterThan(10);
        for (Method operation : operations) {
            assertThat(StepSizesEvaluator.class.getMethod(operation.getName(), operation.getParameterTypes()))
                    .as(operation.toString())
                    .extracting(Method::getDeclaringClass)
                    .isEqualTo(StepSizesEvaluator.class);
        }
    }
}
