package org.sgmrl.picture;

/// The colours, as 0xRRGGBB. Orange and blue can be told apart with any colour vision; the goal has
/// a shape of its own.
final class Theme {
    static final int PAPER = 0xffffff;
    static final int AIR = 0xf3f6f9;
    static final int GROUND = 0xdfe4e8;
    static final int CHECKER = 0xe9edf0;
    static final int SHADOW = 0xc3cad1;
    static final int LINE = 0x8a96a1;
    static final int TEXT = 0x1f2933;
    static final int MUTED = 0x5f6b77;
    static final int GOAL = 0x8e2a6c;

    /// The colours of one take.
    ///
    /// @param fill of parts of tone 0
    /// @param light of parts of tone 1
    /// @param outline around parts
    /// @param path of the rollout in the foreground
    /// @param paths of the others
    /// @param title of its heading
    record Take(int fill, int light, int outline, int path, int paths, int title) {}

    static final Take BEFORE = new Take(0xee9b4f, 0xf9d3a9, 0x8a4300, 0xd8741c, 0xf3c594, 0xb25400);
    static final Take AFTER = new Take(0x56a5dd, 0xb4d7f2, 0x0b4774, 0x1f7fc2, 0xa5cdea, 0x0a5c98);

    private Theme() {}
}
