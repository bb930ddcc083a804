package org.sgmrl.method;

import java.io.Serializable;

/// A method and what may be chosen about it. Choices that do not act with the method, such as `leaveOut`
/// where nothing is left out, are kept: who changes the method and back finds them again.
///
/// @param kind the method
/// @param curvature derivative of the inner step
/// @param coefficient what the scores are multiplied with
/// @param leaveOut how [Coefficient#LEAVE_TRAJECTORY_OUT] leaves trajectories out
/// @param scoreTermRamp K: iterations of training in which the score term's factor grows from 0 to 1; 0: it is always 1
/// @param scoreTermNoise κ: in training the score term is multiplied with less than 1 where its noise would be more than κ
///     times that of the rest of the gradient; 0: no limit
public record MethodSettings(
        Method kind,
        Curvature curvature,
        Coefficient coefficient,
        LeaveOut leaveOut,
        int scoreTermRamp,
        double scoreTermNoise)
        implements Serializable {
    /// Refuses a coefficient that the method's scores cannot have, a negative ramp, and noise that is negative or not finite.
    public MethodSettings {
        if (!(scoreTermNoise >= 0 && Double.isFinite(scoreTermNoise))) {
            throw new IllegalArgumentException("score-term-noise = " + scoreTermNoise
                    + " must be a finite number of times that the noise of the rest of the gradient is allowed to the score"
                    + " term, or 0 for no limit");
        }
        if (scoreTermRamp < 0) {
            throw new IllegalArgumentException("score-term-ramp = " + scoreTermRamp
                    + " must be a number of iterations, or 0 for a score term that is whole from the start");
        }
        if (!kind.takes(coefficient)) {
            throw coefficient.misplaced();
        }
    }

    /// A method whose score term is whole from the start.
    ///
    /// @param kind the method
    /// @param curvature derivative of the inner step
    /// @param coefficient what the scores are multiplied with
    /// @param leaveOut how trajectories are left out
    public MethodSettings(Method kind, Curvature curvature, Coefficient coefficient, LeaveOut leaveOut) {
        this(kind, curvature, coefficient, leaveOut, 0, 0);
    }

    /// A method as it is without choices: its own curvature, and returns without a baseline where it has scores.
    ///
    /// @param method the method
    /// @return the settings
    public static MethodSettings of(Method method) {
        return new MethodSettings(method, method.curvature(), Coefficient.NONE, LeaveOut.EVERY_TRAJECTORY);
    }

    /// The score term that the choices make.
    ///
    /// @return the term
    public ScoreTerm scoreTerm() {
        return kind.scoreTerm(coefficient, leaveOut);
    }

    /// The factor s of the score term in an iteration of training, min(1, k/K): the gradient's expectation is then
    /// 1 − s times that without a score term plus s times that with it.
    ///
    /// @param iteration k, iterations done before
    /// @return s in [0, 1]
    public double scoreTermFactor(int iteration) {
        return iteration >= scoreTermRamp ? 1 : (double) iteration / scoreTermRamp;
    }

    /// Whether there is a score term.
    ///
    /// @return whether the method has scores
    public boolean hasScores() {
        return !(scoreTerm() instanceof ScoreTerm.None);
    }

    /// Whether training may multiply the score term with less than 1.
    ///
    /// @return whether there are scores, and a ramp or a limit
    public boolean schedulesScoreTerm() {
        return limitsNoise() || (scoreTermRamp > 0 && hasScores());
    }

    /// Whether training limits the score term's noise.
    ///
    /// @return whether there are scores and a limit
    public boolean limitsNoise() {
        return scoreTermNoise > 0 && hasScores();
    }

    /// Refuses a number of inner steps that the coefficient is not for.
    ///
    /// @param steps ζ
    /// @throws IllegalArgumentException unless there is one where trajectories are left out
    public void requireInnerSteps(int steps) {
        if (steps != 1 && scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOut _)) {
            throw coefficient.misplaced();
        }
        if (steps != 1 && leaveOut.exact() > 0 && scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _)) {
            throw new IllegalArgumentException("leave-out-exact = " + leaveOut.exact()
                    + " must be 0 with other than one inner step: there the exact coefficients are for one");
        }
    }

    /// With another method, which must take the coefficient.
    ///
    /// @param changed the method
    /// @return the rest as it is
    public MethodSettings withKind(Method changed) {
        return new MethodSettings(changed, curvature, coefficient, leaveOut, scoreTermRamp, scoreTermNoise);
    }

    /// With another curvature.
    ///
    /// @param changed the curvature
    /// @return the rest as it is
    public MethodSettings withCurvature(Curvature changed) {
        return new MethodSettings(kind, changed, coefficient, leaveOut, scoreTermRamp, scoreTermNoise);
    }

    /// With another coefficient.
    ///
    /// @param changed the coefficient
    /// @return the rest as it is
    public MethodSettings withCoefficient(Coefficient changed) {
        return new MethodSettings(kind, curvature, changed, leaveOut, scoreTermRamp, scoreTermNoise);
    }

    /// With other groups to leave out.
    ///
    /// @param changed how trajectories are left out
    /// @return the rest as it is
    public MethodSettings withLeaveOut(LeaveOut changed) {
        return new MethodSettings(kind, curvature, coefficient, changed, scoreTermRamp, scoreTermNoise);
    }

    /// With another ramp of the score term.
    ///
    /// @param changed the ramp
    /// @return the rest as it is
    public MethodSettings withScoreTermRamp(int changed) {
        return new MethodSettings(kind, curvature, coefficient, leaveOut, changed, scoreTermNoise);
    }

    /// With another limit of the score term's noise.
    ///
    /// @param changed the limit
    /// @return the rest as it is
    public MethodSettings withScoreTermNoise(double changed) {
        return new MethodSettings(kind, curvature, coefficient, leaveOut, scoreTermRamp, changed);
    }

    /// SG-MRL's score term, whatever the method was.
    ///
    /// @param with its coefficient
    /// @return the rest as it is
    public MethodSettings summingScores(Coefficient with) {
        return new MethodSettings(Method.SG_MRL, curvature, with, leaveOut, scoreTermRamp, scoreTermNoise);
    }
}
