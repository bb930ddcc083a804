package org.sgmrl.adapt;

import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;

/// One decision of an [Actor]: the observation, and the action in the environment's units and in the policy's own.
///
/// Adaptation needs the action as the policy drew it, before it was clipped to the bounds, for that is what log π is a
/// function of. A decision carries both, and [Transitions#append] takes the right one. Made by
/// [TrainedPolicy#newDecision] and overwritten by each action: one for each loop that acts is enough. Of one thread at
/// a time.
public final class Decision {
    final double[] observation;
    final double[] policyAction;
    private final double[] action;
    private final boolean discrete;
    private @Nullable TrainedPolicy policy;
    private boolean sampled;
    private boolean appended;

    Decision(int observationSize, ActionSpace space) {
        this.observation = new double[observationSize];
        this.policyAction = new double[space.size()];
        this.action = new double[space.size()];
        this.discrete = space instanceof ActionSpace.Discrete;
    }

    /// Forgets what was decided, until [#complete].
    void begin() {
        policy = null;
    }

    void complete(TrainedPolicy decidedBy, boolean isSampled) {
        for (int i = 0; i < policyAction.length; i++) {
            if (!Double.isFinite(policyAction[i])) {
                throw new IllegalArgumentException("observation gives action[" + i + "] = " + policyAction[i]
                        + ", which must be a finite number; its numbers or the policy's parameters are too large");
            }
        }
        decidedBy.actionMap().map(1, policyAction, action);
        policy = decidedBy;
        sampled = isSampled;
        appended = false;
    }

    /// The action, in the environment's units and within its bounds; of discrete actions the index.
    ///
    /// @return `[actionSize]`, the decision's own array, which the next action overwrites. What a caller writes into it
    ///     changes nothing but the array
    /// @throws IllegalStateException if nothing was decided
    public double[] action() {
        policy();
        return action;
    }

    /// The action of an environment with discrete actions.
    ///
    /// @return its index, in 0..count-1
    /// @throws IllegalStateException if nothing was decided, or actions are numbers in a box
    public int actionIndex() {
        policy();
        if (!discrete) {
            throw new IllegalStateException("actions are " + action.length
                    + " numbers in a box, and must be discrete to have an index; use action()");
        }
        return (int) policyAction[0];
    }

    /// The action in the policy's units, as it was drawn: what [Transitions#appendPolicyAction] takes, in this process
    /// or in another.
    ///
    /// @return `[actionSize]`, a copy
    /// @throws IllegalStateException if nothing was decided
    public double[] policyAction() {
        policy();
        return policyAction.clone();
    }

    /// What the action was decided on.
    ///
    /// @return `[observationSize]`, a copy
    /// @throws IllegalStateException if nothing was decided
    public double[] observation() {
        policy();
        return observation.clone();
    }

    /// Whether the action was sampled, as adaptation needs it, or the most likely one.
    ///
    /// @return true if it was sampled
    /// @throws IllegalStateException if nothing was decided
    public boolean sampled() {
        policy();
        return sampled;
    }

    /// Who decided.
    ///
    /// @return the policy
    /// @throws IllegalStateException if nothing was decided
    public TrainedPolicy policy() {
        TrainedPolicy decidedBy = policy;
        if (decidedBy == null) {
            throw new IllegalStateException("decision is empty; it must be filled by Actor.act or Actor.mode first");
        }
        return decidedBy;
    }

    boolean appended() {
        return appended;
    }

    void setAppended() {
        appended = true;
    }
}
