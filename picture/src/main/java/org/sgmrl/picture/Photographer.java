package org.sgmrl.picture;

/// Takes pictures of states of a simulation, all of one size.
public interface Photographer extends AutoCloseable {
    /// Takes a picture.
    ///
    /// @param state the state, as its environment tells it
    /// @param rgb receives the picture, overwritten: 0xRRGGBB, rows from the top
    void take(double[] state, int[] rgb);

    /// Frees what the pictures needed.
    @Override
    void close();
}
