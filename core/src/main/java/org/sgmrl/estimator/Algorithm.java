package org.sgmrl.estimator;

import java.util.Locale;

/// The members of the family, by their score term.
public enum Algorithm {
    /// SG-MRL (Fallah et al. 2021, eq. (13)): the scores of every inner batch, summed.
    SG_MRL(
            ScoreTerm.SUM,
            "SG-MRL: meta-gradient with the score term, unbiased with pathwise curvature (Fallah et al. 2021)"),
    /// MAML (Finn et al. 2017; eq. (16)): no score term.
    MAML(ScoreTerm.NONE, "MAML: no score term, biased when the inner step is stochastic (Finn et al. 2017)"),
    /// E-MAML (Stadie et al. 2018): the mean score of the first inner batch.
    E_MAML(
            ScoreTerm.MEAN,
            "E-MAML: mean score of the first inner batch, a heuristic for exploration (Stadie et al. 2018)");

    private final ScoreTerm scoreTerm;
    private final String summary;

    Algorithm(ScoreTerm scoreTerm, String summary) {
        this.scoreTerm = scoreTerm;
        this.summary = summary;
    }

    /// Which scores enter.
    ///
    /// @return the score term
    public ScoreTerm scoreTerm() {
        return scoreTerm;
    }

    /// One line for people.
    ///
    /// @return the line
    public String summary() {
        return summary;
    }

    /// The name in files and on the command line: `sg-mrl`, `maml`, `e-maml`.
    ///
    /// @return the id
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
