package org.sgmrl.theory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleProgress;

/// Computes everything exact about a finite problem: value, gradient, the bias of every estimator, flows
/// and the constants of the theory.
public final class Certification {
    private Certification() {}

    /// Certifies a problem at θ. The result does not depend on the number of threads, bit for bit.
    ///
    /// @param problem with non-negative rewards
    /// @param theta logits, S × A
    /// @param settings what to compute
    /// @param progress told now and then, on the calling thread
    /// @throws org.sgmrl.oracle.EnumerationTooLargeException before any long work, if the whole request
    ///     visits more than the allowed number of inner paths or a task has too many trajectories
    /// @throws IllegalArgumentException if theta has the wrong shape or a reward is negative
    /// @throws ArithmeticException if a result is not finite
    public static CertificationResult run(
            MdpProblem problem, StateActionTable theta, CertificationSettings settings, OracleProgress progress) {
        if (theta.states() != problem.states() || theta.actions() != problem.actions()) {
            throw new IllegalArgumentException("theta is " + theta.states() + " × " + theta.actions()
                    + "; it must be states × actions = " + problem.states() + " × " + problem.actions());
        }
        PaperConstants constants = PaperConstants.of(problem, settings.inner());
        MetaOracle oracle =
                MetaOracle.create(problem, settings.inner(), settings.oracle()).leavingOut(settings.leaveOutGroups());
        oracle.requireFeasible((settings.stepSizes() ? 3 : 2)
                + settings.flowMethods().size() * ExactFlow.evaluations(settings.flowSteps()));

        double[] flatGradient = new double[problem.states() * problem.actions()];
        double value = oracle.valueAndGradient(theta.toFlat(), flatGradient, progress);
        StateActionTable gradient = StateActionTable.ofFlat(problem.states(), problem.actions(), flatGradient);
        Map<EstimatorVariant, MetaOracle.Expectation> expectations = oracle.expectationsWithStepSizes(theta, progress);
        Map<EstimatorVariant, EstimatorBias> estimators = biases(expectations, MetaOracle.Expectation::theta, gradient);
        CertificationResult.StepSizes stepSizes = null;
        if (settings.stepSizes()) {
            oracle.valueAndStepSizeGradient(theta.toFlat(), flatGradient, progress);
            StateActionTable ofSizes = StateActionTable.ofFlat(problem.states(), problem.actions(), flatGradient);
            stepSizes = new CertificationResult.StepSizes(
                    ofSizes, biases(expectations, MetaOracle.Expectation::stepSizes, ofSizes));
        }
        List<ExactFlow> flows = new ArrayList<>();
        for (EstimatorVariant variant : settings.flowMethods()) {
            flows.add(ExactFlow.run(oracle, variant, theta, settings.flowSteps(), settings.flowStepSize(), progress));
        }
        return new CertificationResult(
                value,
                gradient,
                estimators,
                stepSizes,
                List.copyOf(flows),
                constants,
                FiniteHorizonConstants.of(problem, settings.inner()),
                oracle.pathsPerEvaluation());
    }

    private static Map<EstimatorVariant, EstimatorBias> biases(
            Map<EstimatorVariant, MetaOracle.Expectation> expectations,
            Function<MetaOracle.Expectation, StateActionTable> part,
            StateActionTable gradient) {
        Map<EstimatorVariant, EstimatorBias> biases = new LinkedHashMap<>();
        expectations.forEach((variant, both) -> biases.put(variant, EstimatorBias.of(part.apply(both), gradient)));
        return Collections.unmodifiableMap(biases);
    }
}
