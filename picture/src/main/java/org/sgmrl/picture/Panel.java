package org.sgmrl.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.environment.VisibleEnvironment.View;

/// One picture of one take, as wide as the scenery's breadth.
final class Panel implements Painter {
    private static final double MARKS_ACROSS = 4;
    private static final double GOAL_RADIUS = 0.02;
    private static final double ARROW = 0.13;

    private final Recording<?> recording;
    private final Take take;
    private final Rectangle2D place;
    private final double textHeight;
    private final Scenery scenery;
    private final Camera camera;
    private final double pixels;
    private final double ground;
    /// For each rollout whose path is drawn where it was: x, y, x, y, …
    private final List<double[]> paths;

    private double centreX;
    private double centreY;

    /// @param place in pixels
    /// @param textHeight of capitals, pixels
    Panel(Recording<?> recording, Take take, Rectangle2D place, double textHeight) {
        this.recording = recording;
        this.take = take;
        this.place = place;
        this.textHeight = textHeight;
        this.scenery = recording.scenery();
        this.camera = Camera.of(scenery.view());
        this.pixels = place.getWidth() / scenery.breadth();
        this.ground = Double.isNaN(scenery.ground()) ? 0 : scenery.ground();
        this.paths = (scenery.fixed() ? take.episodes() : take.episodes().subList(0, 1))
                .stream().map(this::path).toList();
    }

    private double[] path(Episode episode) {
        double[] path = new double[2 * (episode.length() + 1)];
        for (int step = 0; step <= episode.length() && scenery.view() != View.SIDE; step++) {
            double[] focus = sketch(episode, step).focus();
            path[2 * step] = focus[0];
            path[2 * step + 1] = focus[1];
        }
        return path;
    }

    private Sketch sketch(Episode episode, int step) {
        Sketch sketch = new Sketch(camera);
        recording.show(episode.state(step), sketch);
        return sketch;
    }

    /// Draws what there is after `step` steps.
    ///
    /// @param all whether all rollouts are in the foreground, as their paths
    @Override
    public void paint(Graphics2D g, int step, boolean all) {
        Sketch sketch = sketch(take.shown(), step);
        double[] focus = scenery.fixed() ? new double[] {0, 0, ground} : sketch.focus();
        centreX = camera.x(focus[0], focus[1], focus[2]);
        centreY = camera.y(focus[0], focus[1], focus[2]);
        Shape clip = g.getClip();
        g.clip(place);
        g.setColor(new Color(Theme.AIR));
        g.fill(place);
        if (!Double.isNaN(scenery.ground())) {
            paintGround(g);
        }
        sketch.walls().forEach(corners -> paintWalls(g, corners));
        for (Sketch.Disc region : sketch.regions()) {
            g.setColor(new Color(Theme.CHECKER));
            g.fill(onGround(ring(region.x(), region.y(), region.radius())));
        }
        if (scenery.view() != View.SIDE) {
            paintPaths(g, step, all);
        }
        for (Sketch.Place goal : sketch.goals()) {
            paintGoal(g, goal);
        }
        for (Sketch.Place direction : sketch.directions()) {
            paintDirection(g, direction, sketch.focus());
        }
        if (!all) {
            paintParts(g, sketch);
        }
        g.setClip(clip);
        g.setColor(new Color(Theme.LINE));
        g.setStroke(stroke(1));
        g.draw(place);
    }

    private void paintGround(Graphics2D g) {
        double spacing = spacing(scenery.breadth() / MARKS_ACROSS);
        if (scenery.view() == View.SIDE) {
            paintGroundFromTheSide(g, spacing);
        } else {
            paintGroundFromAbove(g, spacing);
        }
    }

    /// The greatest of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is not above a length.
    static double spacing(double length) {
        double power = 1;
        while (power > length) {
            power /= 10;
        }
        while (10 * power <= length) {
            power *= 10;
        }
        return 5 * power <= length ? 5 * power : 2 * power <= length ? 2 * power : power;
    }

    /// From the origin: farther out neighbouring squares are no longer different numbers.
    private static final double MOST_SQUARES = 0x1p50;

    private void paintGroundFromTheSide(Graphics2D g, double spacing) {
        double top = pixelY(0, 0, ground);
        double bottom = place.getMaxY();
        double half = scenery.breadth() / 2;
        if (!(Math.abs(centreX) + half < MOST_SQUARES * spacing)) {
            return;
        }
        long first = (long) Math.floor((centreX - half) / spacing);
        long last = (long) Math.ceil((centreX + half) / spacing);
        g.setColor(new Color(Theme.GROUND));
        g.fill(new Rectangle2D.Double(place.getX(), top, place.getWidth(), bottom - top));
        for (long i = first; i <= last; i++) {
            double left = pixelX(i * spacing, 0, 0);
            if (i % 2 == 0) {
                g.setColor(new Color(Theme.CHECKER));
                g.fill(new Rectangle2D.Double(left, top, spacing * pixels, bottom - top));
            }
        }
        for (long i = first; i <= last; i++) {
            double left = pixelX(i * spacing, 0, 0);
            boolean labelled = isLabelled(i * spacing);
            g.setColor(new Color(Theme.LINE));
            g.setStroke(stroke(labelled ? 1.4 : 1));
            g.draw(new Line2D.Double(left, top, left, top + textHeight * (labelled ? 0.8 : 0.45)));
            if (labelled) {
                centred(g, label(i * spacing), left, top + 2.3 * textHeight);
            }
        }
        g.setColor(new Color(Theme.LINE));
        g.setStroke(stroke(1.6));
        g.draw(new Line2D.Double(place.getX(), top, place.getMaxX(), top));
    }

    private void paintGroundFromAbove(Graphics2D g, double spacing) {
        g.setColor(new Color(Theme.GROUND));
        g.fill(place);
        double left = centreX - scenery.breadth() / 2;
        double right = centreX + scenery.breadth() / 2;
        double halfHeight = place.getHeight() / pixels / 2;
        double bottom = centreY - halfHeight;
        double top = centreY + halfHeight;
        double[] corners = {left, bottom, right, bottom, right, top, left, top};
        double[] range = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int k = 0; k < corners.length; k += 2) {
            double x = groundX(corners[k], corners[k + 1]);
            double y = groundY(corners[k], corners[k + 1]);
            range[0] = Math.min(range[0], x);
            range[1] = Math.max(range[1], x);
            range[2] = Math.min(range[2], y);
            range[3] = Math.max(range[3], y);
        }
        for (double edge : range) {
            if (!(Math.abs(edge) < MOST_SQUARES * spacing)) {
                return;
            }
        }
        long firstX = (long) Math.floor(range[0] / spacing);
        long lastX = (long) Math.ceil(range[1] / spacing);
        long firstY = (long) Math.floor(range[2] / spacing);
        long lastY = (long) Math.ceil(range[3] / spacing);
        g.setColor(new Color(Theme.CHECKER));
        for (long i = firstX; i < lastX; i++) {
            for (long j = firstY; j < lastY; j++) {
                if ((i + j) % 2 == 0) {
                    double x = i * spacing;
                    double y = j * spacing;
                    g.fill(onGround(x, y, x + spacing, y, x + spacing, y + spacing, x, y + spacing));
                }
            }
        }
        if (scenery.view() == View.ABOVE) {
            for (long i = firstX; i <= lastX; i++) {
                centred(g, label(i * spacing), pixelX(i * spacing, 0, ground), place.getMaxY() - 0.7 * textHeight);
            }
            for (long j = firstY; j <= lastY; j++) {
                double y = pixelY(0, j * spacing, ground);
                if (y < place.getMaxY() - 3 * textHeight) {
                    note(g, label(j * spacing), y + 0.4 * textHeight);
                }
            }
        } else {
            note(g, "squares of " + label(spacing), place.getMaxY() - 0.7 * textHeight);
            double arm = 0.12 * spacing;
            g.setColor(new Color(Theme.LINE));
            g.setStroke(stroke(1.4));
            g.draw(onGround(-arm, 0, arm, 0));
            g.draw(onGround(0, -arm, 0, arm));
            centred(g, "start", pixelX(0, 0, ground), pixelY(0, 0, ground) + 2 * textHeight);
        }
    }

    private void note(Graphics2D g, String text, double baseline) {
        StrokeFont.draw(g, text, place.getX() + 0.6 * textHeight, baseline, 0.8 * textHeight, 0.13, Theme.MUTED);
    }

    private static boolean isLabelled(double value) {
        return Math.rint(value) == value;
    }

    private String label(double value) {
        String unit = scenery.unit().isEmpty() ? "" : " " + scenery.unit();
        return Picture.readable(String.format(Locale.ROOT, isLabelled(value) ? "%.0f" : "%.1f", value + 0.0)) + unit;
    }

    private void centred(Graphics2D g, String text, double x, double baseline) {
        double height = 0.8 * textHeight;
        StrokeFont.draw(g, text, x - StrokeFont.width(text, height) / 2, baseline, height, 0.13, Theme.MUTED);
    }

    private void paintWalls(Graphics2D g, double[] corners) {
        Path2D walls = onGround(corners);
        g.setColor(new Color(Theme.PAPER));
        g.fill(walls);
        g.setColor(new Color(Theme.LINE));
        g.setStroke(stroke(1.4));
        g.draw(walls);
    }

    private void paintPaths(Graphics2D g, int step, boolean all) {
        for (int i = paths.size() - 1; i >= 0; i--) {
            double[] path = paths.get(i);
            int last = Math.min(step, path.length / 2 - 1);
            Path2D line = new Path2D.Double();
            line.moveTo(pixelX(path[0], path[1], ground), pixelY(path[0], path[1], ground));
            for (int k = 1; k <= last; k++) {
                line.lineTo(pixelX(path[2 * k], path[2 * k + 1], ground), pixelY(path[2 * k], path[2 * k + 1], ground));
            }
            boolean foreground = all || i == 0;
            g.setColor(new Color(
                    foreground ? take.colours().path() : take.colours().paths()));
            g.setStroke(stroke(!all && foreground ? 2.2 : 1.2));
            g.draw(line);
            if (all) {
                double radius = 2.4 * unitStroke();
                g.setColor(new Color(take.colours().outline()));
                g.fill(new Ellipse2D.Double(
                        pixelX(path[2 * last], path[2 * last + 1], ground) - radius,
                        pixelY(path[2 * last], path[2 * last + 1], ground) - radius,
                        2 * radius,
                        2 * radius));
            }
        }
    }

    private void paintGoal(Graphics2D g, Sketch.Place goal) {
        double radius = GOAL_RADIUS * scenery.breadth();
        g.setColor(new Color(Theme.GOAL));
        g.setStroke(stroke(2));
        g.draw(onGround(ring(goal.x(), goal.y(), radius)));
        double arm = 1.7 * radius;
        g.draw(onGround(goal.x() - arm, goal.y(), goal.x() + arm, goal.y()));
        g.draw(onGround(goal.x(), goal.y() - arm, goal.x(), goal.y() + arm));
    }

    /// Points x, y, … of a circle on the ground.
    private static double[] ring(double x, double y, double radius) {
        double[] ring = new double[64];
        for (int k = 0; k < ring.length; k += 2) {
            ring[k] = x + radius * StrictMath.cos(2 * Math.PI * k / ring.length);
            ring[k + 1] = y + radius * StrictMath.sin(2 * Math.PI * k / ring.length);
        }
        return ring;
    }

    /// An arrow on the ground, or from the side in the air.
    private void paintDirection(Graphics2D g, Sketch.Place direction, double[] focus) {
        double length = ARROW * scenery.breadth();
        double dx = length * direction.x();
        double dy = length * direction.y();
        boolean side = scenery.view() == View.SIDE;
        double x = side ? focus[0] - dx / 2 : focus[0] + 3 * dx;
        double y = side ? focus[1] : focus[1] + 3 * dy;
        double z = side ? focus[2] + 0.27 * scenery.breadth() : ground;
        double up = side ? 0.25 * length : 0;
        Path2D arrow = new Path2D.Double();
        arrow.moveTo(pixelX(x, y, z), pixelY(x, y, z));
        arrow.lineTo(pixelX(x + dx, y + dy, z), pixelY(x + dx, y + dy, z));
        double barbX = x + 0.7 * dx;
        double barbY = y + 0.7 * dy;
        double acrossX = side ? 0 : -0.25 * dy;
        double acrossY = side ? 0 : 0.25 * dx;
        arrow.moveTo(
                pixelX(barbX + acrossX, barbY + acrossY, z + up), pixelY(barbX + acrossX, barbY + acrossY, z + up));
        arrow.lineTo(pixelX(x + dx, y + dy, z), pixelY(x + dx, y + dy, z));
        arrow.lineTo(
                pixelX(barbX - acrossX, barbY - acrossY, z - up), pixelY(barbX - acrossX, barbY - acrossY, z - up));
        g.setColor(new Color(Theme.GOAL));
        g.setStroke(stroke(2));
        g.draw(arrow);
    }

    private void paintParts(Graphics2D g, Sketch sketch) {
        Sketch.Part[] parts = sketch.parts().toArray(Sketch.Part[]::new);
        if (scenery.view() == View.OBLIQUE) {
            g.setColor(new Color(Theme.SHADOW));
            for (Sketch.Part part : parts) {
                g.fill(onGround(part.shadow()));
            }
        }
        // Of equal depth, the later ones of a model are in front; those of tone 1 are behind.
        Arrays.sort(
                parts,
                Comparator.<Sketch.Part>comparingDouble(part -> Math.rint(1e6 * part.depth()))
                        .thenComparing(part -> part.tone() == 0));
        for (Sketch.Part part : parts) {
            Path2D outline = new Path2D.Double();
            for (int k = 0; k < part.outline().length; k += 2) {
                double x = fromCentreX(part.outline()[k]);
                double y = fromCentreY(part.outline()[k + 1]);
                if (k == 0) {
                    outline.moveTo(x, y);
                } else {
                    outline.lineTo(x, y);
                }
            }
            outline.closePath();
            g.setColor(new Color(
                    part.tone() == 0 ? take.colours().fill() : take.colours().light()));
            g.fill(outline);
            g.setColor(new Color(take.colours().outline()));
            g.setStroke(stroke(1.2));
            g.draw(outline);
        }
    }

    /// A closed line through points x, y, … of the ground.
    private Path2D onGround(double... points) {
        Path2D path = new Path2D.Double();
        for (int k = 0; k < points.length; k += 2) {
            double x = pixelX(points[k], points[k + 1], ground);
            double y = pixelY(points[k], points[k + 1], ground);
            if (k == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private BasicStroke stroke(double width) {
        return new BasicStroke((float) (width * unitStroke()), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    /// Lines get thicker with the text, slowly.
    private double unitStroke() {
        return Math.max(0.8, textHeight / 9);
    }

    private double pixelX(double x, double y, double z) {
        return fromCentreX(camera.x(x, y, z));
    }

    private double pixelY(double x, double y, double z) {
        return fromCentreY(camera.y(x, y, z));
    }

    private double fromCentreX(double x) {
        return place.getCenterX() + (x - centreX) * pixels;
    }

    private double fromCentreY(double y) {
        return place.getCenterY() - (y - centreY) * pixels;
    }

    /// x of the point of the ground that is seen at a place of the picture.
    private double groundX(double u, double v) {
        double height = v - camera.up()[2] * ground;
        return (u * camera.up()[1] - height * camera.right()[1]) / determinant();
    }

    private double groundY(double u, double v) {
        double height = v - camera.up()[2] * ground;
        return (camera.right()[0] * height - camera.up()[0] * u) / determinant();
    }

    private double determinant() {
        return camera.right()[0] * camera.up()[1] - camera.right()[1] * camera.up()[0];
    }
}
