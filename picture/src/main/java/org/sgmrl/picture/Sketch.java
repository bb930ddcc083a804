package org.sgmrl.picture;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.environment.VisibleEnvironment.Shape;
import org.sgmrl.environment.VisibleEnvironment.Stage;

/// What there is to see at one moment, projected.
final class Sketch implements Stage {
    /// A polygon: x, y, x, y, … in the picture's units.
    ///
    /// @param depth greater is nearer to the eye
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(double[] outline, double[] shadow, double depth, int tone) {}

    /// A place or a direction on the ground.
    record Place(double x, double y) {}

    /// A disc on the ground.
    record Disc(double x, double y, double radius) {}

    private static final double[] EAST = {1, 0, 0};
    private static final double[] NORTH = {0, 1, 0};

    private final Camera camera;
    private final List<Part> parts = new ArrayList<>();
    private final List<Place> goals = new ArrayList<>();
    private final List<Disc> regions = new ArrayList<>();
    private final List<Place> directions = new ArrayList<>();
    private final List<double[]> walls = new ArrayList<>();
    private final double[] focus = new double[3];

    Sketch(Camera camera) {
        this.camera = camera;
    }

    @Override
    public void focus(double x, double y, double z) {
        focus[0] = x;
        focus[1] = y;
        focus[2] = z;
    }

    @Override
    public void part(Shape shape, double[] size, double[] position, double[] rotation, int tone) {
        double[] outline = new double[2 * Outline.POINTS];
        Outline.of(shape, size, rotation, camera.right(), camera.up(), outline);
        double[] shadow = new double[2 * Outline.POINTS];
        Outline.of(shape, size, rotation, EAST, NORTH, shadow);
        double x = camera.x(position[0], position[1], position[2]);
        double y = camera.y(position[0], position[1], position[2]);
        for (int k = 0; k < Outline.POINTS; k++) {
            outline[2 * k] += x;
            outline[2 * k + 1] += y;
            shadow[2 * k] += position[0];
            shadow[2 * k + 1] += position[1];
        }
        parts.add(new Part(outline, shadow, camera.depth(position[0], position[1], position[2]), tone));
    }

    @Override
    public void goal(double x, double y) {
        goals.add(new Place(x, y));
    }

    @Override
    public void region(double x, double y, double radius) {
        regions.add(new Disc(x, y, radius));
    }

    @Override
    public void direction(double x, double y) {
        directions.add(new Place(x, y));
    }

    @Override
    public void walls(double minX, double minY, double maxX, double maxY) {
        walls.add(new double[] {minX, minY, maxX, minY, maxX, maxY, minX, maxY});
    }

    List<Part> parts() {
        return parts;
    }

    List<Place> goals() {
        return goals;
    }

    List<Disc> regions() {
        return regions;
    }

    /// Unit vectors in the plane of the ground.
    List<Place> directions() {
        return directions;
    }

    /// Corners in the plane of the ground.
    List<double[]> walls() {
        return walls;
    }

    double[] focus() {
        return focus;
    }
}
