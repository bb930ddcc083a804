package org.sgmrl.estimator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Closing;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Objective;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Estimates one task's share of the meta-gradient: the whole family as one backward loop.
///
///     v ← ∇̃J(θ_ζ, D_o),  u ← 0
///     for t = ζ … 1:   v ← v + α A_t v
///                      u ← u + α A_t u + Σ_{τ∈D_t} ∇log π(τ; θ_{t−1})
///     share = v + c (J̃ − b) u
///
/// or, where the coefficients of the scores are linear in v ([ScoreRule]), in one vector:
///
///     for t = ζ … 1:   p_n = ∇log π_n·v,   v ← v + α A_t v + Σ_{n∈D_t} c_n(p) ∇log π_n
///
/// With pathwise curvature A_t = Σ_n w_n ∇²log π and the summed scores this is the unbiased estimate of
/// ∇V_ζ, for ζ = 1 eq. (13) of Fallah et al. (2021) with one departure: the paper's ∇̃²J contains the outer
/// product g(τ) ∇log π(τ)ᵀ, which the score term already accounts for, so that eq. (13) read literally
/// counts it twice. That reading is [Curvature#POLICY_HESSIAN] with [ScoreTerm.Sum].
///
/// Where a factor s of the score term is given, scores are multiplied with it: c (J̃ − b) u, or each c_n as it enters v. The share
/// is then (1 − s) v₀ + s (v₀ + scores), v₀ that of MAML; with coefficients linear in v and ζ inner steps it is a polynomial in s of
/// degree ζ between the same two.
///
/// If the weighting scales the outer gradient by c (standardised advantages, mean over time), J̃ − b
/// carries the same c ([TaskGradient#outerScale]); otherwise the two terms would not be parts of one
/// gradient.
///
/// Where step sizes are learned ([InnerStep#learned]) parameters are (θ, α) and so are v and u: A_t acts on α ⊙ v in the
/// place of α A_t v, p_n = ∇log π_n·(α ⊙ v), and each turn begins with v_α ← v_α + ∇̃J(θ_{t−1}, D_t) ⊙ v_θ, the derivative
/// of the step with respect to α (docs/theory.md, section 12). The law of D_t does not depend on α, so that no score is added
/// there.
///
/// A method that climbs the return of θ itself has ζ = 0 here ([EstimatorSettings#forTraining]), and the share is
/// ∇̃J(θ, D_o); the share of a method that climbs nothing is zero, with what was seen of the adaptation.
///
/// A pure function of θ, task and key. Owned by one worker; allocates nothing.
///
/// @param <T> type of the task
public final class TaskGradientEstimator<T> implements AutoCloseable {
    /// Where in the numbers of a task it is decided whether its coefficients are to be exact.
    private static final int EXACT_PHASE = InnerLoop.OUTER_PHASE - 1;
    /// Where it is decided which decisions are kept.
    private static final int STATES_PHASE = InnerLoop.OUTER_PHASE - 2;

    private final EstimatorSettings settings;
    private final boolean climbs;
    private final Curvature curvature;
    private final InnerLoop<T> innerLoop;
    private final TrajectoryBatch outer;
    private final double[] outerWeights;
    private final ScorePart<T> scorePart;
    private final @Nullable ScoreRule rule;
    private final @Nullable ScoreRule outerProduct;
    private final double exactProbability;
    private final @Nullable LeaveTrajectoryOut<T> exact;
    private final RandomStream chance = new RandomStream();
    /// Of this task, one for each inner row; null unless its turn for them came.
    private double @Nullable [] exactCoefficients;

    private final boolean alwaysApart;
    private boolean apart;
    /// s of this estimate.
    private double scoreTermFactor;

    private final double[] along;
    private final double[] coefficients;
    private final double[] kept;
    private final double[] direction;
    /// Made when a batch is first used again.
    private @Nullable Replay replay;

    /// Buffers for one worker.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what the estimate is made of
    public TaskGradientEstimator(MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings) {
        this(environment, policy, settings, false);
    }

    /// The same, which can be told to keep a share's score part by itself.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what the estimate is made of
    /// @param apart whether to keep scores that could ride in the Hessian-vector product out of
    ///     it, at the cost of another gradient for each step and another product for each step but the last
    public TaskGradientEstimator(
            MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings, boolean apart) {
        this(
                environment,
                policy,
                settings,
                Arguments.given("settings", settings).weighting().advantageEstimators(),
                apart);
    }

    /// The same with weights of another kind than the settings'.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what the estimate is made of
    /// @param advantageEstimators makes what weights the trajectories, inner and outer
    /// @param apart as above
    public TaskGradientEstimator(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            AdvantageEstimator.Factory advantageEstimators,
            boolean apart) {
        this(environment, policy, settings, advantageEstimators, apart, 1);
    }

    /// The same with several threads for the trajectories of each batch, to the same bits: for a simulator whose steps take
    /// longer than the rest, where there are more cores than tasks.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what the estimate is made of
    /// @param advantageEstimators makes what weights the trajectories, inner and outer
    /// @param apart as above
    /// @param threads how many sample, at least 1; with more than one the worker waits for them
    public TaskGradientEstimator(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            AdvantageEstimator.Factory advantageEstimators,
            boolean apart,
            int threads) {
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("advantageEstimators", advantageEstimators);
        EstimatorSettings trained = Arguments.given("settings", settings).forTraining();
        this.settings = trained;
        this.climbs = trained.method().kind().objective() != Objective.NONE;
        this.curvature = trained.method().curvature();
        Sampling sampling = trained.sampling();
        this.outer = new TrajectoryBatch(
                sampling.outerTrajectories(), sampling.horizon(), policy.observationSize(), policy.actionSize());
        this.outerWeights = new double[sampling.outerTrajectories() * sampling.horizon()];
        int steps = trained.innerStep().steps();
        LeaveOut exactly = trained.scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOutLinear(LeaveOut linearly))
                ? linearly
                : LeaveOut.EVERY_TRAJECTORY;
        this.exactProbability = exactly.exact();
        this.alwaysApart = apart || !ridesAlong(trained);
        this.apart = alwaysApart;
        this.along = new double[sampling.innerTrajectories() * sampling.horizon()];
        this.coefficients = new double[sampling.innerTrajectories() * sampling.horizon()];
        this.kept = new double[sampling.innerTrajectories() * sampling.horizon()];
        this.direction = new double[policy.parameterCount()];
        try (Closing opened = new Closing()) {
            this.innerLoop = opened.add(new InnerLoop<>(environment, policy, trained, advantageEstimators, threads));
            innerLoop.remember(outer);
            this.scorePart = trained.scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOut(LeaveOut how))
                    ? new LeaveTrajectoryOut<>(innerLoop, policy, trained, how)
                    : new CarriedScores<>(innerLoop, trained.scoreTerm(), steps, policy.parameterCount());
            this.rule = ScoreRule.of(trained.scoreTerm(), innerLoop, trained);
            this.exact = exactProbability == 0
                    ? null
                    : new LeaveTrajectoryOut<>(innerLoop, policy, trained, exactly.withCap(0));
            this.outerProduct = curvature == Curvature.POLICY_HESSIAN ? new PairRules.OuterProduct(innerLoop) : null;
            opened.keep();
        }
    }

    /// Whether scores ride in the Hessian-vector product. They are then part of the base and
    /// [TaskGradient#score] is zero, but for task 0 of a meta-batch, whose score part is kept by
    /// itself to be looked at.
    ///
    /// @param settings what an estimate is made of
    /// @return whether their coefficients are linear in v and there is a product
    public static boolean ridesAlong(EstimatorSettings settings) {
        return Arguments.given("settings", settings).method().curvature() != Curvature.NONE
                && switch (settings.scoreTerm()) {
                    case ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _), ScoreTerm.Pairs _ -> true;
                    case ScoreTerm.None(), ScoreTerm.Sum _, ScoreTerm.MeanOfFirstBatch _ -> false;
                };
    }

    /// Estimates one task's share.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param task the task
    /// @param key names the randomness
    /// @param out receives the share in its two parts, and as many of the decisions at θ as it has room for; overwritten
    public void estimate(double[] theta, T task, RolloutKey key, TaskGradient out) {
        estimate(theta, 1, task, key, out);
    }

    /// The same with a factor of the score term.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param scoreTermFactor s in [0, 1]
    /// @param task the task
    /// @param key names the randomness
    /// @param out receives the share, its score part times s; overwritten
    public void estimate(double[] theta, double scoreTermFactor, T task, RolloutKey key, TaskGradient out) {
        estimate(theta, null, 0, scoreTermFactor, task, key, key, out);
    }

    /// The same with randomness of its own for the outer batch, so that several outer batches can follow the same inner
    /// ones.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param task the task
    /// @param innerKey names the randomness of the inner batches
    /// @param outerKey names the randomness of the outer batch
    /// @param out receives the share in its two parts; overwritten
    public void estimate(double[] theta, T task, RolloutKey innerKey, RolloutKey outerKey, TaskGradient out) {
        estimate(theta, null, 0, 1, task, innerKey, outerKey, out);
    }

    /// Estimates one task's share at other parameters than those that its trajectories are drawn with: the gradient of
    /// the surrogate that [Replay] has, by θ. For LVC's scores with pathwise curvature, of which it is exact. At θ = θ_old the
    /// bits are those of [#estimate]. The trajectories are drawn again, to the same bits, and counted again.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param behaviour θ_old, `[parameterCount]`
    /// @param clip ε of the outer batch's importance weights; 0: no clipping
    /// @param task the task
    /// @param key names the randomness
    /// @param out receives the share in its two parts; overwritten
    public void estimateAgain(
            double[] theta, double[] behaviour, double clip, T task, RolloutKey key, TaskGradient out) {
        estimate(behaviour, theta, clip, 1, task, key, key, out);
    }

    private void estimate(
            double[] behaviour,
            double @Nullable [] again,
            double clip,
            double factor,
            T task,
            RolloutKey innerKey,
            RolloutKey outerKey,
            TaskGradient out) {
        scoreTermFactor = factor;
        apart = alwaysApart || innerKey.task() == 0;
        innerLoop.adapt(behaviour, task, innerKey, scorePart.scores());
        innerLoop.sampleOuter(task, outerKey, outer);

        out.outerScale = innerLoop.advantage().weights(outer, outerWeights);
        if (again != null) {
            if (replay == null) {
                replay = new Replay(innerLoop, settings);
            }
            replay.adapt(again, clip, outer, outerWeights);
        }
        Arrays.fill(out.base, 0);
        Arrays.fill(out.score, 0);
        if (climbs) {
            goBackward(task, innerKey, outerKey, out);
        }
        keepStates(innerKey, out);
        recordStatistics(out);
    }

    /// The backward loop; the evaluator holds θ_ζ, and both parts of the share are zero.
    private void goBackward(T task, RolloutKey innerKey, RolloutKey outerKey, TaskGradient out) {
        PolicyEvaluator evaluator = innerLoop.evaluator();
        evaluator.gradient(outer.decisions(), 0, outer.rows(), outerWeights, out.base);
        scorePart.begin(task, outerKey, outer, outerWeights, out);
        exactCoefficients = exact == null || !drawn(innerKey)
                ? null
                : exact.coefficients(task, outerKey, outer, outerWeights, out.outerScale);
        for (int t = settings.innerStep().steps() - 1; t >= 0; t--) {
            if (settings.innerStep().learned()) {
                addDerivativeOfSizes(innerLoop.gradient(t), out.base);
                if (rule != null || scorePart.carries(t)) {
                    addDerivativeOfSizes(innerLoop.gradient(t), out.score);
                }
            }
            if (rule != null) {
                evaluator.setParameters(innerLoop.theta(t));
                followRule(rule, t, out);
            } else if (curvature != Curvature.NONE) {
                evaluator.setParameters(innerLoop.theta(t));
                applyCurvature(t, out.base);
                if (scorePart.carries(t)) {
                    applyCurvature(t, out.score);
                }
            }
            scorePart.turn(t, out);
        }
        if (rule == null) {
            scale(out.score, out.score.length);
        }
    }

    /// Keeps decisions at θ: the batch in as many stretches of equal length as there is room, of each a row drawn at random, so
    /// that every row is as likely as every other.
    private void keepStates(RolloutKey key, TaskGradient out) {
        DecisionBatch kept = out.states();
        if (kept == null) {
            return;
        }
        TrajectoryBatch batch = settings.innerStep().steps() == 0 ? outer : innerLoop.batch(0);
        DecisionBatch all = batch.decisions();
        int width = all.observationSize();
        int actionSize = all.actionSize();
        kept.rows(Math.min(kept.capacity(), batch.rows()));
        chance.rekey(key.seed(), key.domain(), key.iteration(), key.task(), STATES_PHASE, 0, StreamPurpose.PERMUTATION);
        for (int k = 0; k < kept.rows(); k++) {
            int from = (int) ((long) k * batch.rows() / kept.rows());
            int to = (int) ((k + 1L) * batch.rows() / kept.rows());
            int row = from + chance.nextInt(to - from);
            System.arraycopy(all.observations(), row * width, kept.observations(), k * width, width);
            System.arraycopy(all.actions(), row * actionSize, kept.actions(), k * actionSize, actionSize);
        }
    }

    /// Multiplies with s.
    private void scale(double[] x, int length) {
        if (scoreTermFactor < 1) {
            for (int j = 0; j < length; j++) {
                x[j] *= scoreTermFactor;
            }
        }
    }

    /// x_α ← x_α + ∇̃J ⊙ x_θ.
    private static void addDerivativeOfSizes(double[] gradient, double[] x) {
        int d = x.length / 2;
        for (int j = 0; j < d; j++) {
            x[d + j] += gradient[j] * x[j];
        }
    }

    /// Where step sizes are learned, α ⊙ direction in the place of direction.
    private void scaleDirection(int t) {
        if (settings.innerStep().learned()) {
            int d = direction.length / 2;
            for (int j = 0; j < d; j++) {
                direction[j] *= innerLoop.theta(t)[d + j];
            }
        }
    }

    /// Turn t where the coefficients of the scores are linear in v; the evaluator holds θ_t.
    private void followRule(ScoreRule rule, int t, TaskGradient share) {
        TrajectoryBatch batch = innerLoop.batch(t);
        for (int j = 0; j < direction.length; j++) {
            direction[j] = share.base[j] + share.score[j];
        }
        scaleDirection(t);
        if (curvature == Curvature.NONE) {
            innerLoop.evaluator().scoresAlongWithoutProduct(batch.decisions(), 0, batch.rows(), direction, along);
            Arrays.fill(coefficients, 0, batch.rows(), 0);
        } else {
            scoresAlong(batch);
        }
        rule.addCoefficients(t, along, coefficients);
        if (exactCoefficients != null) {
            for (int n = 0; n < batch.rows(); n++) {
                coefficients[n] += (exactCoefficients[n] - coefficients[n]) / exactProbability;
            }
        }
        scale(coefficients, batch.rows());
        if (!apart) {
            addOuterProduct(t);
            addProduct(t, coefficients, share.base);
            return;
        }
        if (curvature != Curvature.NONE) {
            System.arraycopy(coefficients, 0, kept, 0, batch.rows());
            applyCurvature(t, share.base);
            if (t < settings.innerStep().steps() - 1) {
                applyCurvature(t, share.score);
            }
            System.arraycopy(kept, 0, coefficients, 0, batch.rows());
        }
        innerLoop.evaluator().gradient(batch.decisions(), 0, batch.rows(), coefficients, share.score);
    }

    /// Whether it is this task's turn for the exact coefficients.
    private boolean drawn(RolloutKey key) {
        chance.rekey(key.seed(), key.domain(), key.iteration(), key.task(), EXACT_PHASE, 0, StreamPurpose.PERMUTATION);
        return chance.nextDouble() < exactProbability;
    }

    /// x ← x + α A_t x; the evaluator holds θ_t.
    private void applyCurvature(int t, double[] x) {
        System.arraycopy(x, 0, direction, 0, x.length);
        scaleDirection(t);
        if (outerProduct == null) {
            addProduct(t, null, x);
        } else {
            scoresAlong(innerLoop.batch(t));
            addOuterProduct(t);
            addProduct(t, coefficients, x);
        }
    }

    /// Fills `along` with the components of the scores along the direction, and clears the
    /// coefficients.
    private void scoresAlong(TrajectoryBatch batch) {
        innerLoop.evaluator().scoresAlong(batch.decisions(), 0, batch.rows(), direction, along);
        Arrays.fill(coefficients, 0, batch.rows(), 0);
    }

    private void addOuterProduct(int t) {
        if (outerProduct != null) {
            outerProduct.addCoefficients(t, along, coefficients);
        }
    }

    /// x += Σ_n α w_n ∇²log π_n direction + Σ_n c_n ∇log π_n.
    private void addProduct(int t, double @Nullable [] c, double[] x) {
        TrajectoryBatch batch = innerLoop.batch(t);
        innerLoop
                .evaluator()
                .hessianVectorProduct(batch.decisions(), 0, batch.rows(), innerLoop.stepWeights(t), direction, c, x);
    }

    private void recordStatistics(TaskGradient out) {
        int innerSteps = settings.innerStep().steps();
        out.outerReturn = outer.meanReturn(settings.sampling().discount());
        out.postReturn = outer.meanReturn(1);
        out.preReturn = innerSteps == 0 ? out.postReturn : innerLoop.batch(0).meanReturn(1);
        out.steps = scorePart.steps();
        out.steps += outer.rows();
        out.divergedEpisodes = outer.divergedEpisodes() + scorePart.divergedEpisodes();
        if (exact != null && exactCoefficients != null) {
            out.steps += exact.steps();
            out.divergedEpisodes += exact.divergedEpisodes();
        }
        for (int t = 0; t < innerSteps; t++) {
            out.steps += innerLoop.batch(t).rows();
            out.divergedEpisodes += innerLoop.batch(t).divergedEpisodes();
        }
        out.outerSteps = outer.rows();
        double sum = 0;
        for (int n = 0; n < outer.rows(); n++) {
            sum += outer.rewards()[n];
        }
        out.outerRewardMean = sum / outer.rows();
        out.outerRewardSpread = 0;
        for (int n = 0; n < outer.rows(); n++) {
            double deviation = outer.rewards()[n] - out.outerRewardMean;
            out.outerRewardSpread += deviation * deviation;
        }
        out.baseNorm = norm(out.base);
        out.scoreNorm = norm(out.score);
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void close() {
        innerLoop.close();
    }
}
