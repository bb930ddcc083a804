package org.sgmrl.policy;

import java.util.List;
import org.sgmrl.argument.Arguments;

/// A named part of θ, for files: contiguous, row-major, in the order of the policy's layout.
///
/// @param name such as `mean.0.weight`
/// @param shape its shape, such as `[inputs, outputs]`
public record ParameterBlock(String name, List<Integer> shape) {
    /// Copies the shape.
    public ParameterBlock {
        Arguments.given("name", name);
        shape = List.copyOf(Arguments.given("shape", shape));
    }

    /// How many parameters it has.
    ///
    /// @return the product of the shape
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
