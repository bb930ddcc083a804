package org.sgmrl.run.certify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.text.Json;
import org.sgmrl.theory.CertificationResult;
import org.sgmrl.theory.EstimatorBias;
import org.sgmrl.theory.FiniteHorizonConstants;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// All that `certify` found out.
///
/// @param name of the problem
/// @param theta where it was certified
/// @param flowStepSize η of the flows
/// @param request how it was sampled, or null
/// @param sampled empty without samples
/// @param seconds how long it took
public record Certificate(
        String name,
        MdpProblem problem,
        StateActionTable theta,
        Adaptation inner,
        double flowStepSize,
        CertificationResult exact,
        @Nullable DrawRequest request,
        Map<EstimatorVariant, SampledEstimator> sampled,
        @Nullable VarianceCurve variance,
        @Nullable ConvergenceRequest convergenceRequest,
        @Nullable ConvergenceStudy convergence,
        double seconds) {

    private static final double ROUNDING = 1e-13;

    /// Copies what was sampled.
    public Certificate {
        sampled = Collections.unmodifiableMap(new LinkedHashMap<>(sampled));
    }

    /// The largest |z| of all sampled entries that a right program exceeds with probability `falseAlarm` at most: a
    /// normal quantile with Bonferroni's correction, supposing that the means are normal.
    public double zBound(double falseAlarm) {
        double comparisons = (double) sampled.size() * theta.states() * theta.actions();
        return zBound(comparisons, falseAlarm);
    }

    /// z with m · 2 φ(z)/z = falseAlarm, φ being the normal density; φ(z)/z bounds the tail (Mills).
    public static double zBound(double comparisons, double falseAlarm) {
        double low = 1;
        double high = 40;
        for (int i = 0; i < 60; i++) {
            double z = (low + high) / 2;
            double tail = comparisons * 2 * StrictMath.exp(-z * z / 2) / (StrictMath.sqrt(2 * StrictMath.PI) * z);
            if (tail > falseAlarm) {
                low = z;
            } else {
                high = z;
            }
        }
        return high;
    }

    /// `biasNorm / ‖∇V‖` and the rest, as RESULT.json.
    public ObjectNode toJson() {
        ObjectNode root = Json.object();
        putSettings(root.putObject("settings"));
        Json.putNumber(root, "value", exact.value());
        putTable(root, "gradient", exact.gradient());
        Json.putNumber(root, "gradientNorm", exact.gradient().norm());
        putEstimators(root.putObject("estimators"), exact.estimators());
        CertificationResult.StepSizes sizes = exact.stepSizes();
        if (sizes != null) {
            ObjectNode node = root.putObject("stepSizes");
            putTable(node, "gradient", sizes.gradient());
            Json.putNumber(node, "gradientNorm", sizes.gradient().norm());
            putEstimators(node.putObject("estimators"), sizes.estimators());
        }
        if (!sampled.isEmpty()) {
            putSampled(root.putObject("sampled"));
        }
        if (variance != null) {
            ObjectNode node = root.putObject("variance");
            ArrayNode trajectories = node.putArray("innerTrajectories");
            variance.innerTrajectories().forEach(trajectories::add);
            ObjectNode totals = node.putObject("totalVariance");
            variance.totalVariance().forEach((variant, numbers) -> putNumbers(totals, variant.id(), numbers));
        }
        if (!exact.flows().isEmpty()) {
            ObjectNode flows = root.putObject("flows");
            for (ExactFlow flow : exact.flows()) {
                ObjectNode node = flows.putObject(flow.variant().id());
                putNumbers(node, "value", flow.value());
                putNumbers(node, "gradientNorm", flow.gradientNorm());
                putTable(node, "theta", flow.theta());
            }
        }
        ObjectNode constants = root.putObject("constants");
        exact.constants().byName().forEach((name, value) -> Json.putNumber(constants, name, value));
        root.put("theoryCoversInnerStepSize", exact.constants().covers(inner));
        FiniteHorizonConstants ours = exact.finiteHorizonConstants();
        ObjectNode finite = root.putObject("finiteHorizonConstants");
        Json.putNumber(finite, "returnBound", ours.returnBound());
        Json.putNumber(finite, "gradientBound", ours.gradientBound());
        Json.putNumber(finite, "hessianBound", ours.hessianBound());
        Json.putNumber(finite, "LV", ours.lV());
        Json.putNumber(finite, "GV", ours.gV());
        Json.putNumber(finite, "maxOuterStepSize", ours.maxOuterStepSize());
        if (convergence != null) {
            putConvergence(root.putObject("convergence"), convergence);
        }
        Json.putNumber(root, "innerPaths", exact.innerPaths());
        root.putObject("timing").put("seconds", seconds);
        Provenance.describe(root.putObject("provenance"));
        return root;
    }

    private static void putEstimators(ObjectNode root, Map<EstimatorVariant, EstimatorBias> estimators) {
        estimators.forEach((variant, bias) -> {
            ObjectNode node = root.putObject(variant.id());
            putTable(node, "expectation", bias.expectation());
            Json.putNumber(node, "biasNorm", bias.biasNorm());
            Json.putNumber(node, "relativeBias", bias.relativeBias());
        });
    }

    private void putSettings(ObjectNode node) {
        node.put("problem", name);
        node.put("states", problem.states());
        node.put("actions", problem.actions());
        node.put("tasks", problem.tasks().size());
        node.put("horizon", problem.horizon());
        node.put("discount", problem.discount());
        node.put("innerSteps", inner.steps());
        node.put("innerTrajectories", inner.trajectories());
        node.put("innerStepSize", inner.stepSize());
        putTable(node, "theta", theta);
        if (request != null) {
            node.put("samples", request.draws());
            node.put("seed", request.seed());
            putBaseline(node, request.baseline(), request.leaveOut());
            node.put("metaBatchTasks", request.tasks());
            node.put("outerTrajectories", request.outerTrajectories());
        }
        if (!exact.flows().isEmpty()) {
            node.put("flowSteps", exact.flows().getFirst().value().length - 1);
            node.put("flowStepSize", flowStepSize);
        }
    }

    private static void putBaseline(ObjectNode node, Coefficient baseline, LeaveOut leaveOut) {
        node.put("baseline", SettingType.id(baseline));
        if (leaveOut.groups() != LeaveOut.EVERY_TRAJECTORY.groups()) {
            node.put("leaveOutGroups", leaveOut.groups());
        }
        if (leaveOut.rollouts() > 0) {
            node.put("leaveOutRollouts", leaveOut.rollouts());
        }
        if (leaveOut.cap() > 0) {
            node.put("leaveOutCap", leaveOut.cap());
        }
    }

    private void putSampled(ObjectNode node) {
        sampled.forEach((variant, draws) -> {
            ObjectNode entry = node.putObject(variant.id());
            putTable(entry, "mean", table(draws.moments().mean()));
            putTable(entry, "standardError", table(draws.moments().standardError()));
            Json.putNumber(entry, "maxAbsZ", draws.maxAbsZ());
            Json.putNumber(entry, "totalVariance", draws.moments().totalVariance());
        });
    }

    private void putConvergence(ObjectNode node, ConvergenceStudy study) {
        ConvergenceRequest asked = Objects.requireNonNull(convergenceRequest);
        node.put("tasks", asked.tasks());
        node.put("outerTrajectories", asked.outerTrajectories());
        putBaseline(node, asked.baseline(), asked.leaveOut());
        ArrayNode iterations = node.putArray("iterations");
        study.iterations().forEach(iterations::add);
        node.put("theoryStepSize", study.theoryStepSize());
        node.put("theory", study.paperCovers() ? "paper" : "finite-horizon");
        ArrayNode stepSizes = node.putArray("stepSizes");
        for (ConvergenceStudy.WithStepSize group : study.stepSizes()) {
            ObjectNode entry = stepSizes.addObject();
            entry.put("factor", group.factor());
            entry.put("stepSize", group.stepSize());
            putNumbers(entry, "paperBound", group.paperBound().toArray());
            putNumbers(entry, "finiteHorizonBound", group.bound().toArray());
            ObjectNode methods = entry.putObject("methods");
            group.runs().forEach((method, runs) -> {
                ArrayNode array = methods.putArray(method.id());
                for (ConvergenceStudy.Run run : runs) {
                    ObjectNode one = array.addObject();
                    one.put("seed", run.seed());
                    putNumbers(one, "value", run.value().toArray());
                    putNumbers(one, "gradientNorm", run.gradientNorm().toArray());
                    Json.putNumber(one, "biasNorm", run.biasNorm());
                    putTable(one, "theta", run.theta());
                }
            });
        }
    }

    private StateActionTable table(double[] flat) {
        return StateActionTable.ofFlat(theta.states(), theta.actions(), flat);
    }

    private static void putTable(ObjectNode node, String name, StateActionTable table) {
        ArrayNode rows = node.putArray(name);
        for (double[] row : table.toRows()) {
            addNumbers(rows.addArray(), row);
        }
    }

    private static void putNumbers(ObjectNode node, String name, double[] numbers) {
        addNumbers(node.putArray(name), numbers);
    }

    private static void addNumbers(ArrayNode array, double[] numbers) {
        for (double number : numbers) {
            if (Double.isFinite(number)) {
                array.add(number);
            } else {
                array.addNull();
            }
        }
    }

    /// Whether ‖∇V‖ is no more than rounding leaves of the largest gradient that such rewards can have, so that nothing is
    /// to be told relative to it.
    ///
    /// @return true where the exact gradient is zero as far as double precision can tell
    public boolean gradientIsRounding() {
        double largest = 0;
        double power = 1;
        for (int t = 0; t <= problem.horizon() && power > 0; t++) {
            largest += power * (t + 1) * problem.maxAbsReward();
            power *= problem.discount();
        }
        return exact.gradient().norm() <= ROUNDING * largest;
    }
}
