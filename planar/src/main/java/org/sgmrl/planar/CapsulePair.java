package org.sgmrl.planar;

/// Two capsules of a robot that can touch one another, in numbers.
///
/// @param bodies of the chain: the root, then those of a leg
/// @param leg its index
/// @param from place in the chain of the upper capsule's body
/// @param to place in the chain of the lower one's, further down
/// @param upperU centre in the body's frame, m
/// @param upperW centre
/// @param upperHalfU half of the axis, m
/// @param upperHalfW half of the axis
/// @param upperSquare its squared length
/// @param upperRadius m
/// @param lowerU centre in the body's frame, m
/// @param lowerW centre
/// @param lowerHalfU half of the axis, m
/// @param lowerHalfW half of the axis
/// @param lowerSquare its squared length
/// @param radii of both together, m
/// @param reachSquared of the distance of centres beyond which nothing touches, m²
@SuppressWarnings("ArrayRecordComponent")
record CapsulePair(
        int[] bodies,
        int leg,
        int from,
        int to,
        double upperU,
        double upperW,
        double upperHalfU,
        double upperHalfW,
        double upperSquare,
        double upperRadius,
        double lowerU,
        double lowerW,
        double lowerHalfU,
        double lowerHalfW,
        double lowerSquare,
        double radii,
        double reachSquared) {
    static CapsulePair[] all(PlanarModel m) {
        CapsulePair[] pairs = new CapsulePair[m.pairUpper.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = of(m, m.pairUpper[i], m.pairLower[i]);
        }
        return pairs;
    }

    private static CapsulePair of(PlanarModel m, int upper, int lower) {
        int leg = 0;
        while (leg + 1 < m.legFirst.length && m.legFirst[leg + 1] <= m.geomBody[lower]) {
            leg++;
        }
        int first = m.legFirst[leg];
        int[] bodies = {0, first, first + 1, first + 2};
        int from = m.geomBody[upper] == 0 ? 0 : m.geomBody[upper] - first + 1;
        double radii = m.geomRadius[upper] + m.geomRadius[lower];
        // A little more, as sums are rounded.
        double reach = 1.000001 * (m.geomHalf[upper] + m.geomHalf[lower] + radii + m.margin);
        return new CapsulePair(
                bodies,
                leg,
                from,
                m.geomBody[lower] - first + 1,
                m.geomU[upper],
                m.geomW[upper],
                m.geomHalf[upper] * m.geomAxisU[upper],
                m.geomHalf[upper] * m.geomAxisW[upper],
                m.geomHalf[upper] * m.geomHalf[upper],
                m.geomRadius[upper],
                m.geomU[lower],
                m.geomW[lower],
                m.geomHalf[lower] * m.geomAxisU[lower],
                m.geomHalf[lower] * m.geomAxisW[lower],
                m.geomHalf[lower] * m.geomHalf[lower],
                radii,
                reach * reach);
    }

    /// The body at a place of the chain.
    int body(int place) {
        return bodies[place];
    }
}
