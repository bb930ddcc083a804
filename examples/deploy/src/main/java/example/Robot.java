package example;

/// What the service drives: a robot in the plane, paid minus its distance to a place.
final class Robot {
    /// Where it is to go.
    ///
    /// @param x metres
    /// @param y metres
    record Place(double x, double y) {}

    private final Place place;
    private double x;
    private double y;

    Robot(Place place) {
        this.place = place;
    }

    void start() {
        x = 0;
        y = 0;
    }

    double[] seen() {
        return new double[] {x, y};
    }

    /// @return the reward
    double move(double[] metres) {
        x += metres[0];
        y += metres[1];
        return -Math.hypot(x - place.x(), y - place.y());
    }

    boolean arrived() {
        return Math.abs(x - place.x()) < 0.01 && Math.abs(y - place.y()) < 0.01;
    }
}
