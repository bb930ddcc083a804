package org.sgmrl.planar;

/// Steps one robot after the other until enough are stepped for vectors to pay: until it is compiled, vector code is
/// a thousand times slower, and compiling it costs a second or two of the processor's time. Both give the same bits.
final class WarmingStepper implements Stepper {
    /// Steps of robots that the scalar twin takes first, about two seconds.
    private static final int PATIENCE = 1 << 22;

    /// Of the last of these steps, one call in 16 goes to the vectors, so that their compilation, in the background,
    /// does not stop the work.
    private static final int REHEARSAL = 1 << 20;

    /// Whether somebody has gone through all this in this process.
    private static volatile boolean warm;

    private final Stepper scalar;
    private final SimdStepper vectors;
    private final int rehearsal;
    private int patience;
    private int rehearsals;

    WarmingStepper(PlanarModel model) {
        this(model, PATIENCE, REHEARSAL);
    }

    /// @param patience steps of robots that the scalar twin takes first
    /// @param rehearsal of these, the last that are rehearsals
    WarmingStepper(PlanarModel model, int patience, int rehearsal) {
        this(new ScalarStepper(model), new SimdStepper(model), patience, rehearsal);
    }

    private WarmingStepper(Stepper scalar, SimdStepper vectors, int patience, int rehearsal) {
        this.scalar = scalar;
        this.vectors = vectors;
        this.patience = patience;
        this.rehearsal = rehearsal;
    }

    /// Whether the vectors take all steps of this process from now on.
    static boolean isWarm() {
        return warm;
    }

    /// Goes on where this one is.
    @Override
    public Stepper of(PlanarModel model) {
        WarmingStepper other = new WarmingStepper(scalar.of(model), vectors.of(model), patience, rehearsal);
        other.rehearsals = rehearsals;
        return other;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void step(PlanarState state, int first, int steps) {
        if (patience > 0 && !warm) {
            patience -= steps * lanes();
            if (patience <= 0) {
                warm = true;
            }
            if (patience >= rehearsal || (++rehearsals & 15) != 0) {
                for (int e = first; e < first + lanes(); e++) {
                    scalar.step(state, e, steps);
                }
                return;
            }
        }
        vectors.step(state, first, steps);
    }
}
