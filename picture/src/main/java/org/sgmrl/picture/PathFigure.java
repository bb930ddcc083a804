package org.sgmrl.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Panels with paths in the plane to several goals, as SVG and as PNG from the same geometry: the paper's Figure 1.
public final class PathFigure {
    private static final int PANEL = 320;
    private static final int MARGIN = 16;
    private static final int HEADING = 30;
    private static final double TEXT = 11;
    private static final int BEFORE = 0xb4bcc4;
    /// Six colours that can be told apart with any colour vision (Okabe and Ito 2008, without yellow).
    private static final int[] COLOURS = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xe69f00};

    private final List<PathPanel> panels;

    /// A goal with its paths.
    ///
    /// @param x of the goal
    /// @param y of the goal
    /// @param before paths before adaptation: x, y, x, y, …
    /// @param after paths after adaptation
    public record Paths(double x, double y, List<double[]> before, List<double[]> after) {}

    /// One panel.
    ///
    /// @param title heading
    /// @param goals what is drawn
    public record PathPanel(String title, List<Paths> goals) {}

    /// A figure.
    ///
    /// @param panels from left to right, at least one
    public PathFigure(List<PathPanel> panels) {
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("no panels; at least one is needed");
        }
        this.panels = List.copyOf(panels);
    }

    private int width() {
        return panels.size() * (PANEL + MARGIN) + MARGIN;
    }

    private int height() {
        return HEADING + PANEL + MARGIN;
    }

    /// Where to draw, in pixels of the design.
    private interface Canvas {
        void line(double[] points, int colour, double thickness);

        void text(String text, double x, double baseline);
    }

    private void draw(Canvas canvas) {
        for (int i = 0; i < panels.size(); i++) {
            double left = MARGIN + i * (double) (PANEL + MARGIN);
            canvas.text(panels.get(i).title(), left, HEADING - 9);
            canvas.line(
                    new double[] {
                        left,
                        HEADING,
                        left + PANEL,
                        HEADING,
                        left + PANEL,
                        HEADING + PANEL,
                        left,
                        HEADING + PANEL,
                        left,
                        HEADING
                    },
                    Theme.LINE,
                    1);
            List<Paths> goals = panels.get(i).goals();
            for (Paths goal : goals) {
                goal.before().forEach(path -> canvas.line(placed(path, left), BEFORE, 0.8));
            }
            for (int g = 0; g < goals.size(); g++) {
                Paths goal = goals.get(g);
                int colour = COLOURS[g % COLOURS.length];
                goal.after().forEach(path -> canvas.line(placed(path, left), colour, 1.3));
                double[] centre = placed(new double[] {goal.x(), goal.y()}, left);
                for (double[] arm : new double[][] {{-6, 0, 6, 0}, {0, -6, 0, 6}}) {
                    canvas.line(
                            new double[] {centre[0] + arm[0], centre[1] + arm[1], centre[0] + arm[2], centre[1] + arm[3]
                            },
                            Theme.TEXT,
                            3.4);
                    canvas.line(
                            new double[] {centre[0] + arm[0], centre[1] + arm[1], centre[0] + arm[2], centre[1] + arm[3]
                            },
                            colour,
                            1.8);
                }
            }
        }
    }

    /// From the square [-0.5, 0.5]² to the panel.
    private static double[] placed(double[] path, double left) {
        double[] points = new double[path.length];
        for (int i = 0; i < path.length; i += 2) {
            points[i] = left + (path[i] + 0.5) * PANEL;
            points[i + 1] = HEADING + (0.5 - path[i + 1]) * PANEL;
        }
        return points;
    }

    /// The figure as an SVG document.
    ///
    /// @return its text
    public String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " aria-label=\"paths before and after adaptation\">%n<rect width=\"100%%\" height=\"100%%\""
                        + " fill=\"#ffffff\"/>%n",
                width(),
                height()));
        draw(new Canvas() {
            @Override
            public void line(double[] points, int colour, double thickness) {
                svg.append("<polyline fill=\"none\" stroke=\"")
                        .append(String.format(Locale.ROOT, "#%06x", colour))
                        .append("\" stroke-linejoin=\"round\" stroke-width=\"")
                        .append(thickness)
                        .append("\" points=\"");
                for (int i = 0; i < points.length; i += 2) {
                    svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", points[i], points[i + 1]));
                }
                svg.append("\"/>\n");
            }

            @Override
            public void text(String text, double x, double baseline) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" font-family=\"system-ui, sans-serif\" font-size=\"15\""
                                + " fill=\"#1f2933\">%s</text>%n",
                        x,
                        baseline,
                        text.replace("&", "&amp;").replace("<", "&lt;")));
            }
        });
        return svg.append("</svg>\n").toString();
    }

    /// The figure as PNG.
    ///
    /// @param scale pixels for each pixel of the design, such as 2
    /// @return the file's bytes
    /// @throws IOException if it cannot be encoded
    public byte[] png(int scale) throws IOException {
        BufferedImage image = new BufferedImage(width() * scale, height() * scale, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, image.getWidth(), image.getHeight()));
        g.scale(scale, scale);
        draw(new Canvas() {
            @Override
            public void line(double[] points, int colour, double thickness) {
                if (points.length < 4) {
                    return;
                }
                Path2D path = new Path2D.Double();
                path.moveTo(points[0], points[1]);
                for (int i = 2; i < points.length; i += 2) {
                    path.lineTo(points[i], points[i + 1]);
                }
                g.setColor(new Color(colour));
                g.setStroke(new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                g.draw(path);
            }

            @Override
            public void text(String text, double x, double baseline) {
                StrokeFont.draw(g, text, x, baseline, TEXT, 0.11, Theme.TEXT);
            }
        });
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("this Java cannot write PNG");
        }
        return bytes.toByteArray();
    }
}
