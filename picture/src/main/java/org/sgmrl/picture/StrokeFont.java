package org.sgmrl.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;

/// Letters drawn as lines, so that pictures need no fonts of the system and look the same on all.
///
/// A glyph is on a grid: capitals from y = 0 to the baseline y = 7, small letters from y = 2.2,
/// descenders to y = 9.2.
final class StrokeFont {
    private static final double CAPITAL = 7;
    private static final double SPACING = 1.9;
    private static final double SPACE = 2.2;

    /// Width, then lines: M x y moves, L x y draws a line, C x1 y1 x2 y2 x y a Bézier curve, E x y
    /// rx ry an ellipse.
    private static final String GLYPHS = """
            0 4 E 2 3.5 2 3.5
            1 4 M .8 1.5 L 2.4 0 L 2.4 7
            2 4 M .1 1.9 C .1 -.6 3.9 -.7 3.9 1.9 C 3.9 3.4 1.6 4.6 0 7 L 4 7
            3 4 M .2 1.1 C .9 -.5 3.7 -.4 3.7 1.7 C 3.7 2.9 2.7 3.3 1.4 3.3 C 3 3.3 4 4 4 5.2 C 4 7.5 .8 7.6 0 5.8
            4 4 M 3 7 L 3 0 L 0 4.9 L 4 4.9
            5 4 M 3.7 0 L .7 0 L .4 3.1 C 1.6 2.1 4 2.3 4 4.7 C 4 7.4 .9 7.6 0 6
            6 4 M 3.3 .1 C 1.2 .6 0 2.6 0 4.8 E 2 4.8 2 2.2
            7 4 M 0 0 L 4 0 L 1.4 7
            8 4 E 2 1.75 1.7 1.75 E 2 5.25 2 1.75
            9 4 E 2 2.2 2 2.2 M 4 2.2 C 4 4.5 2.8 6.5 .7 6.9
            A 4.6 M 0 7 L 2.3 0 L 4.6 7 M .8 4.7 L 3.8 4.7
            B 4 M 0 0 L 0 7 L 2.2 7 C 4.7 7 4.7 3.3 2.2 3.3 L 0 3.3 M 2.2 3.3 C 4.2 3.3 4.2 0 2 0 L 0 0
            C 4.4 M 4.4 1.3 C 2.8 -1 0 .2 0 3.5 C 0 6.8 2.8 8 4.4 5.7
            D 4.4 M 0 0 L 0 7 L 1.6 7 C 5.3 7 5.3 0 1.6 0 L 0 0
            E 3.6 M 3.6 0 L 0 0 L 0 7 L 3.6 7 M 0 3.4 L 3.1 3.4
            F 3.5 M 3.5 0 L 0 0 L 0 7 M 0 3.4 L 3 3.4
            G 4.6 M 4.5 1.2 C 2.8 -.9 0 .2 0 3.5 C 0 7.2 3.4 7.9 4.6 5.6 L 4.6 3.8 L 2.7 3.8
            H 4.2 M 0 0 L 0 7 M 4.2 0 L 4.2 7 M 0 3.4 L 4.2 3.4
            I 0 M 0 0 L 0 7
            J 2.6 M 2.6 0 L 2.6 5.2 C 2.6 7.2 .6 7.5 0 6
            K 4.2 M 0 0 L 0 7 M 4 0 L 0 4.2 M 1.5 2.7 L 4.2 7
            L 3.4 M 0 0 L 0 7 L 3.4 7
            M 5.2 M 0 7 L 0 0 L 2.6 5 L 5.2 0 L 5.2 7
            N 4.3 M 0 7 L 0 0 L 4.3 7 L 4.3 0
            O 5.2 E 2.6 3.5 2.6 3.5
            P 4 M 0 7 L 0 0 L 2 0 C 4.7 0 4.7 3.9 2 3.9 L 0 3.9
            Q 5.2 E 2.6 3.5 2.6 3.5 M 3 5 L 5 7.4
            R 4.1 M 0 7 L 0 0 L 2 0 C 4.7 0 4.7 3.9 2 3.9 L 0 3.9 M 2 3.9 L 4.1 7
            S 4 M 3.8 1.2 C 2.8 -.6 .1 -.3 .2 1.8 C .3 3.9 4 3 4 5.2 C 4 7.5 1 7.6 0 5.7
            T 4.4 M 0 0 L 4.4 0 M 2.2 0 L 2.2 7
            U 4.2 M 0 0 L 0 4.4 C 0 7.9 4.2 7.9 4.2 4.4 L 4.2 0
            V 4.6 M 0 0 L 2.3 7 L 4.6 0
            W 6.4 M 0 0 L 1.6 7 L 3.2 .8 L 4.8 7 L 6.4 0
            X 4.2 M 0 0 L 4.2 7 M 4.2 0 L 0 7
            Y 4.4 M 0 0 L 2.2 3.4 L 4.4 0 M 2.2 3.4 L 2.2 7
            Z 4 M 0 0 L 4 0 L 0 7 L 4 7
            a 3.6 E 1.8 4.6 1.8 2.4 M 3.6 2.2 L 3.6 7
            b 3.6 M 0 0 L 0 7 E 1.8 4.6 1.8 2.4
            c 3.3 M 3.3 3.1 C 2.2 1.6 0 2.3 0 4.6 C 0 6.9 2.2 7.6 3.3 6.1
            d 3.6 E 1.8 4.6 1.8 2.4 M 3.6 0 L 3.6 7
            e 3.6 M 0 4.5 L 3.6 4.5 C 3.6 1.4 0 1.4 0 4.6 C 0 7.3 2.4 7.6 3.5 6
            f 2.2 M 2.5 .1 C 1.2 -.2 .9 .6 .9 1.6 L .9 7 M 0 2.4 L 2.1 2.4
            g 3.6 E 1.8 4.6 1.8 2.4 M 3.6 2.2 L 3.6 7 C 3.6 9.3 1.2 9.5 .2 8.4
            h 3.3 M 0 0 L 0 7 M 0 4.4 C 0 1.6 3.3 1.4 3.3 4.2 L 3.3 7
            i 0 M 0 2.2 L 0 7 M 0 .3 L 0 .4
            j .9 M .9 2.2 L .9 7.6 C .9 9 .3 9.1 -.4 8.9 M .9 .3 L .9 .4
            k 3.3 M 0 0 L 0 7 M 3.1 2.3 L 0 5.2 M 1.2 4.1 L 3.3 7
            l 0 M 0 0 L 0 7
            m 5.6 M 0 7 L 0 2.2 M 0 4.2 C 0 1.6 2.8 1.5 2.8 4.2 L 2.8 7 M 2.8 4.2 C 2.8 1.6 5.6 1.5 5.6 4.2 L 5.6 7
            n 3.3 M 0 7 L 0 2.2 M 0 4.4 C 0 1.6 3.3 1.4 3.3 4.2 L 3.3 7
            o 3.6 E 1.8 4.6 1.8 2.4
            p 3.6 M 0 2.2 L 0 9.2 E 1.8 4.6 1.8 2.4
            q 3.6 E 1.8 4.6 1.8 2.4 M 3.6 2.2 L 3.6 9.2
            r 2.1 M 0 7 L 0 2.2 M 0 4.4 C 0 2.8 .9 2.1 2.2 2.4
            s 3 M 2.9 3.2 C 2.3 1.8 .2 1.9 .2 3.3 C .2 5 3.1 4.1 3.1 5.7 C 3.1 7.4 .6 7.4 0 5.9
            t 2.3 M .9 .7 L .9 5.6 C .9 7 1.6 7.1 2.5 6.9 M 0 2.4 L 2.3 2.4
            u 3.3 M 0 2.2 L 0 5 C 0 7.7 3.3 7.6 3.3 4.8 M 3.3 2.2 L 3.3 7
            v 3.6 M 0 2.2 L 1.8 7 L 3.6 2.2
            w 5.2 M 0 2.2 L 1.3 7 L 2.6 2.6 L 3.9 7 L 5.2 2.2
            x 3.3 M 0 2.2 L 3.3 7 M 3.3 2.2 L 0 7
            y 3.6 M 0 2.2 L 1.8 7 M 3.6 2.2 L 1.8 7 C 1.2 8.6 .8 9.2 -.2 9
            z 3.2 M 0 2.2 L 3.2 2.2 L 0 7 L 3.2 7
            . 0 M 0 6.9 L 0 7
            , .4 M .4 6.8 L 0 8.2
            : 0 M 0 3.3 L 0 3.4 M 0 6.9 L 0 7
            ; .4 M .3 3.3 L .3 3.4 M .4 6.8 L 0 8.2
            - 2 M 0 4.4 L 2 4.4
            − 3.4 M 0 3.9 L 3.4 3.9
            + 3.4 M 0 3.9 L 3.4 3.9 M 1.7 2.2 L 1.7 5.6
            ± 3.4 M 0 3.3 L 3.4 3.3 M 1.7 1.6 L 1.7 5 M 0 6.8 L 3.4 6.8
            = 3.4 M 0 3 L 3.4 3 M 0 4.9 L 3.4 4.9
            / 2.6 M 0 8 L 2.6 -.4
            ( 1.2 M 1.2 -.6 C -.4 1.6 -.4 6 1.2 8.2
            ) 1.2 M 0 -.6 C 1.6 1.6 1.6 6 0 8.2
            [ 1.2 M 1.2 -.6 L 0 -.6 L 0 8.2 L 1.2 8.2
            ] 1.2 M 0 -.6 L 1.2 -.6 L 1.2 8.2 L 0 8.2
            ° 1.8 E .9 .9 .9 .9
            % 5.6 E 1.3 1.5 1.3 1.5 E 4.3 5.5 1.3 1.5 M 4.7 0 L .9 7
            ' 0 M 0 0 L 0 1.8
            " 1.3 M 0 0 L 0 1.8 M 1.3 0 L 1.3 1.8
            _ 3.6 M 0 8 L 3.6 8
            ! 0 M 0 0 L 0 4.9 M 0 6.9 L 0 7
            ? 3.4 M 0 1.5 C .2 -.6 3.4 -.5 3.4 1.7 C 3.4 3.4 1.6 3.4 1.6 5 M 1.6 6.9 L 1.6 7
            < 3 M 3 2 L 0 4.2 L 3 6.4
            > 3 M 0 2 L 3 4.2 L 0 6.4
            · 0 M 0 4 L 0 4.1
            """;

    private record Glyph(double width, Path2D lines) {}

    private static final Map<Character, Glyph> FONT = read();
    private static final Glyph UNKNOWN = glyph("3.4 M 0 0 L 3.4 0 L 3.4 7 L 0 7 L 0 0");

    private StrokeFont() {}

    private static Map<Character, Glyph> read() {
        Map<Character, Glyph> font = new HashMap<>();
        font.put(' ', glyph(Double.toString(SPACE)));
        GLYPHS.lines().forEach(line -> font.put(line.charAt(0), glyph(line.substring(2))));
        return font;
    }

    private static Glyph glyph(String text) {
        StringTokenizer tokens = new StringTokenizer(text);
        double width = number(tokens);
        Path2D path = new Path2D.Double();
        while (tokens.hasMoreTokens()) {
            switch (tokens.nextToken()) {
                case "M" -> path.moveTo(number(tokens), number(tokens));
                case "L" -> path.lineTo(number(tokens), number(tokens));
                case "C" ->
                    path.curveTo(
                            number(tokens),
                            number(tokens),
                            number(tokens),
                            number(tokens),
                            number(tokens),
                            number(tokens));
                case "E" -> {
                    double x = number(tokens);
                    double y = number(tokens);
                    double rx = number(tokens);
                    double ry = number(tokens);
                    path.append(new Ellipse2D.Double(x - rx, y - ry, 2 * rx, 2 * ry), false);
                }
                default -> throw new IllegalStateException("a glyph is malformed: " + text);
            }
        }
        return new Glyph(width, path);
    }

    private static double number(StringTokenizer tokens) {
        return Double.parseDouble(tokens.nextToken());
    }

    private static Glyph of(char c) {
        return Objects.requireNonNullElse(FONT.get(c), UNKNOWN);
    }

    /// Width of a line.
    ///
    /// @param height of capitals, pixels
    static double width(String text, double height) {
        double width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += of(text.charAt(i)).width() + (i + 1 < text.length() ? SPACING : 0);
        }
        return width * height / CAPITAL;
    }

    /// Draws a line of text.
    ///
    /// @param x left end
    /// @param baseline y of the baseline
    /// @param height of capitals, pixels
    /// @param weight thickness of the lines as a share of the height
    /// @param colour 0xRRGGBB
    static void draw(Graphics2D g, String text, double x, double baseline, double height, double weight, int colour) {
        double scale = height / CAPITAL;
        Path2D line = new Path2D.Double();
        double at = x / scale;
        for (int i = 0; i < text.length(); i++) {
            Glyph glyph = of(text.charAt(i));
            Path2D moved = new Path2D.Double(glyph.lines());
            moved.transform(AffineTransform.getTranslateInstance(at, 0));
            line.append(moved, false);
            at += glyph.width() + SPACING;
        }
        line.transform(new AffineTransform(scale, 0, 0, scale, 0, baseline - height));
        g.setColor(new Color(colour));
        g.setStroke(new BasicStroke((float) (weight * height), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(line);
    }
}
