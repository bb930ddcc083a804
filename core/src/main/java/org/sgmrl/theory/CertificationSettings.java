package org.sgmrl.theory;

import java.util.List;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.OracleSettings;

/// What to certify.
///
/// @param inner ζ, D_in and α
/// @param flowMethods estimators to run exact flows of; may be empty
/// @param flowSteps K ≥ 0, the number of steps of each flow
/// @param flowStepSize η, finite
/// @param oracle threads and limits
/// @param leaveOutGroups groups of inner trajectories in the linear score term; more than there
///     are: each is one
/// @param stepSizes whether derivatives with respect to learned step sizes are certified too, which takes one more
///     evaluation of a gradient
public record CertificationSettings(
        Adaptation inner,
        List<EstimatorVariant> flowMethods,
        int flowSteps,
        double flowStepSize,
        OracleSettings oracle,
        int leaveOutGroups,
        boolean stepSizes) {
    /// @throws IllegalArgumentException if a value is out of range
    public CertificationSettings {
        flowMethods = List.copyOf(flowMethods);
        if (flowSteps < 0 || flowSteps > 1_000_000) {
            throw new IllegalArgumentException("flow steps = " + flowSteps + " must be in [0, 1000000]");
        }
        if (!Double.isFinite(flowStepSize)) {
            throw new IllegalArgumentException("flow step size = " + flowStepSize + " must be finite");
        }
        if (leaveOutGroups < 1) {
            throw new IllegalArgumentException("leave-out-groups = " + leaveOutGroups + " must be at least 1");
        }
    }

    /// With each trajectory left out on its own in the linear score term.
    public CertificationSettings(
            Adaptation inner,
            List<EstimatorVariant> flowMethods,
            int flowSteps,
            double flowStepSize,
            OracleSettings oracle) {
        this(inner, flowMethods, flowSteps, flowStepSize, oracle, Integer.MAX_VALUE, false);
    }

    /// No flows.
    public static CertificationSettings withoutFlows(Adaptation inner, OracleSettings oracle) {
        return new CertificationSettings(inner, List.of(), 0, 0, oracle);
    }
}
