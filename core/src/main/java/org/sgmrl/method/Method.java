package org.sgmrl.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The methods, each by one descriptor. What is said here once is what options, presets, estimators,
/// `certify`, pages and pictures go by.
@SuppressWarnings("ImmutableEnumChecker") // it does not see that records, unmodifiable lists and these lambdas are
public enum Method {
    /// SG-MRL (Fallah et al. 2021, eq. (13)): the scores of every inner batch, summed.
    SG_MRL(
            "SG-MRL: meta-gradient with the score term, unbiased with pathwise curvature (Fallah et al. 2021)",
            Objective.ADAPTED_RETURN,
            Scores.SUM,
            (preset, innerSteps) -> switch (preset) {
                case PAPER -> Coefficient.NONE;
                case RELEASED -> Coefficient.LEAVE_ONE_OUT;
                case TUNED, TUNED_2 -> Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR;
                // Trajectories are left out of one inner step alone.
                case TUNED_1 -> innerSteps == 1 ? Coefficient.LEAVE_TRAJECTORY_OUT : Coefficient.TASK_REGRESSION;
            },
            List.of(Curvature.PATHWISE, Curvature.NONE, Curvature.POLICY_HESSIAN),
            true,
            new MethodColour("#0067c0", "#6cb8ff")),
    /// MAML (Finn et al. 2017; eq. (16)): no score term.
    MAML(
            "MAML: no score term, biased when the inner step is stochastic (Finn et al. 2017)",
            Objective.ADAPTED_RETURN,
            Scores.NONE,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(Curvature.PATHWISE, Curvature.NONE, Curvature.POLICY_HESSIAN),
            false,
            new MethodColour("#a36100", "#ffb454")),
    /// E-MAML (Stadie et al. 2018): the mean score of the first inner batch.
    E_MAML(
            "E-MAML: mean score of the first inner batch, a heuristic for exploration (Stadie et al. 2018)",
            Objective.ADAPTED_RETURN,
            Scores.MEAN_OF_FIRST_BATCH,
            (preset, innerSteps) -> preset == Preset.PAPER ? Coefficient.NONE : Coefficient.STANDARDIZED_REWARD,
            List.of(Curvature.PATHWISE),
            false,
            new MethodColour("#1a7f4b", "#6fd39f")),
    /// LVC (Rothfuss et al. 2019): of the policy Hessian's outer product the diagonal alone.
    LVC(
            "LVC: MAML with the diagonal part of the policy Hessian's outer product (Rothfuss et al. 2019)",
            Objective.ADAPTED_RETURN,
            Scores.DIAGONAL_PAIRS,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(Curvature.PATHWISE),
            false,
            new MethodColour("#7a3fb5", "#c79bf2")),
    /// DiCE (Foerster et al. 2018): the policy Hessian with each reward credited to the pairs of
    /// scores before it.
    DICE(
            "DiCE: MAML with the policy Hessian, rewards credited to the scores before them (Foerster et al. 2018)",
            Objective.ADAPTED_RETURN,
            Scores.CAUSAL_PAIRS,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(Curvature.PATHWISE),
            false,
            new MethodColour("#b0345f", "#f28fb1")),
    /// ProMP (Rothfuss et al. 2019): LVC, with several clipped and penalised outer steps on the same data. Its first step is LVC's, and so
    /// is its row of `certify`.
    PROMP(
            "ProMP: LVC with several clipped, KL-penalised outer steps on the same data (Rothfuss et al. 2019)",
            Objective.ADAPTED_RETURN,
            Scores.DIAGONAL_PAIRS,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(Curvature.PATHWISE),
            false,
            new MethodColour("#00767f", "#4fc7d1")),
    /// What meta-learning has to beat (Gao and Sener 2020; Mandi et al. 2022): policy gradient on all tasks at once.
    PRETRAIN(
            "Pre-training: policy gradient on all tasks without an inner step, which tests alone take",
            Objective.OWN_RETURN,
            Scores.NONE,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(Curvature.NONE),
            false,
            new MethodColour("#4a6a8a", "#a3bdd6")),
    /// What adaptation alone does.
    SCRATCH(
            "Scratch: no meta-training, the initial policy adapts in tests",
            Objective.NONE,
            Scores.NONE,
            (preset, innerSteps) -> Coefficient.NONE,
            List.of(),
            false,
            new MethodColour("#6b6b6b", "#b8b8b8"));

    /// A coefficient for each preset and number of inner steps.
    private interface Default {
        Coefficient of(Preset preset, int innerSteps);
    }

    private final String summary;
    private final Objective objective;
    private final Scores scores;
    private final Default defaultCoefficient;
    private final List<EstimatorVariant> variants;
    private final MethodColour colour;

    /// @param certified curvatures with which the method's expectation is a row of `certify`, its own first; none
    ///     where nothing is estimated
    /// @param linear whether it has one more row, with [Coefficient#LEAVE_TRAJECTORY_OUT_LINEAR]
    Method(
            String summary,
            Objective objective,
            Scores scores,
            Default defaultCoefficient,
            List<Curvature> certified,
            boolean linear,
            MethodColour colour) {
        this.summary = summary;
        this.objective = objective;
        this.scores = scores;
        this.defaultCoefficient = defaultCoefficient;
        List<EstimatorVariant> rows = new ArrayList<>();
        for (Curvature c : certified) {
            rows.add(new EstimatorVariant(id() + (c == certified.getFirst() ? "" : c.suffix()), this, c, false));
        }
        if (linear) {
            rows.add(new EstimatorVariant(id() + "-linear", this, certified.getFirst(), true));
        }
        this.variants = List.copyOf(rows);
        this.colour = colour;
    }

    /// The name in files and on the command line: `sg-mrl`, `maml`, `e-maml`.
    ///
    /// @return the id
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The method of an id.
    ///
    /// @param id any text
    /// @return empty if it is no method's
    public static Optional<Method> ofId(String id) {
        return Arrays.stream(values()).filter(method -> method.id().equals(id)).findFirst();
    }

    /// One line for people.
    ///
    /// @return the line
    public String summary() {
        return summary;
    }

    /// What training climbs.
    ///
    /// @return the objective
    public Objective objective() {
        return objective;
    }

    /// Which scores enter.
    ///
    /// @return the scores
    public Scores scores() {
        return scores;
    }

    /// The curvature that the method has by itself.
    ///
    /// @return the curvature; none where there is no estimate
    public Curvature curvature() {
        return variants.stream().map(EstimatorVariant::curvature).findFirst().orElse(Curvature.NONE);
    }

    /// What the scores are multiplied with by default.
    ///
    /// @param preset the settings it is to fit
    /// @param innerSteps ζ
    /// @return the coefficient
    public Coefficient defaultCoefficient(Preset preset, int innerSteps) {
        return defaultCoefficient.of(preset, innerSteps);
    }

    /// What stands for the method in `certify`, with its own curvature. There is none of a method that climbs
    /// nothing.
    ///
    /// @return the first of [#variants]
    public EstimatorVariant variant() {
        return variants.getFirst();
    }

    /// The method with one of the curvatures of its variants.
    ///
    /// @param curvature the curvature
    /// @return the variant
    /// @throws IllegalArgumentException if there is none
    public EstimatorVariant variant(Curvature curvature) {
        return variants.stream()
                .filter(variant -> variant.curvature() == curvature && !variant.linear())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id() + " is not certified with " + curvature));
    }

    /// The rows of `certify`.
    ///
    /// @return the variants, that with the method's own curvature first; empty where there is no estimate
    public List<EstimatorVariant> variants() {
        return variants;
    }

    /// The method's colour.
    ///
    /// @return the colour
    public MethodColour colour() {
        return colour;
    }

    /// The score term with a coefficient; without scores there is nothing to multiply.
    ///
    /// @param coefficient of the scores
    /// @param how trajectories are left out, where the coefficient does that
    /// @return the term
    /// @throws IllegalArgumentException if the scores cannot have that coefficient
    public ScoreTerm scoreTerm(Coefficient coefficient, LeaveOut how) {
        return term(coefficient, how).orElseThrow(coefficient::misplaced);
    }

    /// Whether the scores can have a coefficient.
    ///
    /// @param coefficient of the scores
    /// @return whether [#scoreTerm] accepts it
    public boolean takes(Coefficient coefficient) {
        return term(coefficient, LeaveOut.EVERY_TRAJECTORY).isPresent();
    }

    private Optional<ScoreTerm> term(Coefficient coefficient, LeaveOut how) {
        return switch (scores) {
            case NONE -> coefficient.returnLess().map(nothingToMultiply -> new ScoreTerm.None());
            case SUM -> coefficient.ofSum(how).map(ScoreTerm.Sum::new);
            case MEAN_OF_FIRST_BATCH -> coefficient.ofMean().map(ScoreTerm.MeanOfFirstBatch::new);
            case DIAGONAL_PAIRS -> pairs(coefficient, ScoreTerm.Pairing.DIAGONAL);
            case CAUSAL_PAIRS -> pairs(coefficient, ScoreTerm.Pairing.CAUSAL);
        };
    }

    private static Optional<ScoreTerm> pairs(Coefficient coefficient, ScoreTerm.Pairing which) {
        return coefficient.returnLess().map(nothingToMultiply -> new ScoreTerm.Pairs(which));
    }

    /// Every method's variants in the order of the methods, those with linear coefficients last.
    static List<EstimatorVariant> allVariants() {
        List<EstimatorVariant> all = Arrays.stream(values())
                .flatMap(method -> method.variants.stream())
                .toList();
        return Stream.concat(
                        all.stream().filter(variant -> !variant.linear()),
                        all.stream().filter(EstimatorVariant::linear))
                .toList();
    }
}
