package org.sgmrl.adapt;

import java.util.List;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.ForwardingEvaluator;

/// A policy that the library does not know: another one by another name, with nothing but what it must have.
record OwnPolicy(Policy hidden) implements Policy {
    @Override
    public String description() {
        return "own(" + parameterCount() + ")";
    }

    @Override
    public int parameterCount() {
        return hidden.parameterCount();
    }

    @Override
    public List<ParameterBlock> layout() {
        return hidden.layout();
    }

    @Override
    public int observationSize() {
        return hidden.observationSize();
    }

    @Override
    public int actionSize() {
        return hidden.actionSize();
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        hidden.initialize(random, theta);
    }

    @Override
    public double standardDeviation(double[] theta) {
        return hidden.standardDeviation(theta);
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return new ForwardingEvaluator(hidden.newEvaluator());
    }
}
