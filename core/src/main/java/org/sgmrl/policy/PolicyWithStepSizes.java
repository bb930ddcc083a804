package org.sgmrl.policy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;

/// A policy whose inner steps have sizes that are learned, one for each parameter (Meta-SGD, Li et al. 2017): its
/// parameters are (θ, α), those of the policy and after them as many step sizes. Actions and log π depend on θ alone, so that
/// all derivatives with respect to α are zero here; what α does is the inner step's (`InnerStep`) and its derivative the
/// estimator's.
///
/// @param acting the policy of θ
/// @param initialSize α of every parameter at first, finite
public record PolicyWithStepSizes(Policy acting, double initialSize) implements Policy {
    /// Checks both.
    public PolicyWithStepSizes {
        Arguments.given("acting", acting);
        Arguments.require(
                !(acting instanceof PolicyWithStepSizes),
                "acting",
                acting.description(),
                "be a policy without step sizes");
        Arguments.require(Double.isFinite(initialSize), "initialSize", initialSize, "be a finite number");
    }

    @Override
    public String description() {
        return acting.description() + "+step-sizes";
    }

    @Override
    public int parameterCount() {
        return Math.multiplyExact(2, acting.parameterCount());
    }

    @Override
    public List<ParameterBlock> layout() {
        List<ParameterBlock> layout = acting.layout();
        return Stream.concat(
                        layout.stream(),
                        layout.stream().map(block -> new ParameterBlock("step_size." + block.name(), block.shape())))
                .toList();
    }

    @Override
    public int observationSize() {
        return acting.observationSize();
    }

    @Override
    public int actionSize() {
        return acting.actionSize();
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        Arguments.given("random", random);
        requireParameters(theta);
        double[] own = new double[acting.parameterCount()];
        acting.initialize(random, own);
        System.arraycopy(withInitialSizes(own), 0, theta, 0, theta.length);
    }

    /// Parameters of the acting policy, with the step sizes that training begins with.
    ///
    /// @param theta θ, `[acting.parameterCount]`
    /// @return (θ, α), `[parameterCount]`
    public double[] withInitialSizes(double[] theta) {
        int d = acting.parameterCount();
        Arguments.given("theta", theta);
        Arguments.require(theta.length == d, "theta.length", theta.length, "be " + d);
        double[] all = Arrays.copyOf(theta, parameterCount());
        Arrays.fill(all, d, all.length, initialSize);
        return all;
    }

    @Override
    public double standardDeviation(double[] theta) {
        requireParameters(theta);
        return acting.standardDeviation(Arrays.copyOf(theta, acting.parameterCount()));
    }

    private void requireParameters(double[] theta) {
        Arguments.given("theta", theta);
        Arguments.require(theta.length == parameterCount(), "theta.length", theta.length, "be " + parameterCount());
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return new StepSizesEvaluator(acting.newEvaluator(), acting.parameterCount());
    }

    @Override
    public PolicyEvaluator newActingEvaluator() {
        return new StepSizesEvaluator(acting.newActingEvaluator(), acting.parameterCount());
    }
}
