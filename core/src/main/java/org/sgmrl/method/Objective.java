package org.sgmrl.method;

/// What training climbs. Every test adapts by the same inner steps, whatever it is.
public enum Objective {
    /// V_ζ, eq. (7): the mean return after ζ inner steps.
    ADAPTED_RETURN(Integer.MAX_VALUE),
    /// E_i J_i: the mean return of θ itself. Training takes no inner step, and what the others sample for inner and
    /// outer batches is one batch at θ.
    OWN_RETURN(Integer.MAX_VALUE),
    /// Nothing: θ stays as it was drawn. One iteration shows what such a policy does, and more would show it again.
    NONE(1);

    private final int mostIterations;

    Objective(int mostIterations) {
        this.mostIterations = mostIterations;
    }

    /// Most iterations that make sense.
    ///
    /// @return a number of outer steps
    public int mostIterations() {
        return mostIterations;
    }
}
