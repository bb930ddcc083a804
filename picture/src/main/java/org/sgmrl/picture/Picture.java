package org.sgmrl.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.VisibleEnvironment.Scenery;

/// A recording as a picture: its takes side by side.
public final class Picture implements AutoCloseable {
    /// Width for which the text is designed, pixels.
    private static final double DESIGN_WIDTH = 800;

    private static final double SMALLEST_TEXT = 0.62;
    private static final double LARGEST_TEXT = 2.5;
    private static final double SECONDS_OF_A_TIMELESS_STEP = 0.05;
    /// Players differ in how they treat shorter delays, and the eye does not ask for them.
    private static final double SHORTEST_FRAME = 0.045;

    private static final double SECONDS_OF_THE_LAST_FRAME = 1.5;
    private static final int LONGEST_DELAY = 0xffff;
    private static final int FRAMES_OF_PALETTE = 4;
    private static final double PROGRESS_SECONDS = 0.5;
    private static final double PANEL_SHAPE = 0.74;
    /// A pose in a narrower column could not be made out.
    private static final double LEAST_COLUMN = 40;

    private static final Pattern NEGATIVE_ZERO = Pattern.compile("(?<![\\w)])-(?=0*\\.?0*(?![\\d.]))");
    private static final Pattern MINUS = Pattern.compile("(?<![\\w)])-(?=[\\d.])");

    private final Recording<?> recording;
    private final Scenery scenery;
    private final int width;
    private final double scale;
    private final double text;
    private final double margin;
    private final double stepSeconds;
    private final @Nullable Photography photography;
    private @Nullable Photographer photographer;

    private Picture(Recording<?> recording, @Nullable Photography photography, int width) {
        this.recording = recording;
        this.scenery = recording.scenery();
        this.photography = photography;
        this.width = width;
        this.scale = scale(width);
        this.text = 9 * scale;
        this.margin = margin(width);
        this.stepSeconds = Double.isNaN(scenery.stepSeconds()) ? SECONDS_OF_A_TIMELESS_STEP : scenery.stepSeconds();
    }

    /// An animated GIF.
    ///
    /// @param bytes the file's bytes
    /// @param frames number of frames
    /// @param seconds duration of a round
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Animation(byte[] bytes, int frames, double seconds) {}

    /// Draws the shown rollouts step by step.
    ///
    /// @param recording what to draw
    /// @param photography what draws the robot; null for outlines
    /// @param width pixels
    /// @param mostFrames most frames, at least 2
    /// @param speed 1 for real time, 2 for twice as fast
    /// @return the animation
    /// @throws IOException if it cannot be encoded
    public static Animation animate(
            Recording<?> recording, @Nullable Photography photography, int width, int mostFrames, double speed)
            throws IOException {
        try (Picture picture = new Picture(recording, photography, width)) {
            return picture.animation(mostFrames, speed);
        }
    }

    /// Whether a still picture is a strip of poses.
    ///
    /// @param scenery what is seen
    /// @param photography what draws the robot; null for outlines
    /// @return false where it is the paths of all rollouts
    public static boolean isStrip(Scenery scenery, @Nullable Photography photography) {
        return !scenery.fixed() || photography != null;
    }

    /// The least width of a strip.
    ///
    /// @param poses number of its poses, 1 to 40
    /// @return pixels
    public static int leastStripWidth(int poses) {
        int width = 1;
        while (columnWidth(width, poses) < LEAST_COLUMN) {
            width++;
        }
        return width;
    }

    /// Draws a still picture as PNG: where the camera stands still the paths of all rollouts, otherwise a strip of
    /// poses.
    ///
    /// @param recording what to draw
    /// @param photography what draws the robot; null for outlines
    /// @param width pixels; of a strip at least [#leastStripWidth]
    /// @param poses number of poses of a strip, at least 1
    /// @return the file's bytes
    /// @throws IOException if it cannot be encoded
    public static byte[] still(Recording<?> recording, @Nullable Photography photography, int width, int poses)
            throws IOException {
        BufferedImage image;
        try (Picture picture = new Picture(recording, photography, width)) {
            image = isStrip(picture.scenery, photography) ? picture.strip(poses) : picture.paths();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("this Java cannot write PNG");
        }
        return bytes.toByteArray();
    }

    /// Steps of the episode after which a frame is drawn.
    static List<Integer> frames(int steps, double secondsOfAStep, int mostFrames) {
        int stride = 1;
        while (stride * secondsOfAStep < SHORTEST_FRAME - 1e-9 || (steps + stride - 1) / stride + 1 > mostFrames) {
            stride++;
        }
        List<Integer> frames = new ArrayList<>();
        for (int step = 0; step < steps; step += stride) {
            frames.add(step);
        }
        frames.add(steps);
        return frames;
    }

    private Animation animation(int mostFrames, double speed) throws IOException {
        List<Painter> panels = new ArrayList<>();
        double panelWidth = columnWidth(width, recording.takes().size());
        double panelHeight = panelWidth * (scenery.fixed() && !hasGround() ? 1 : PANEL_SHAPE);
        double top = headerHeight() + rowHeight();
        for (int i = 0; i < recording.takes().size(); i++) {
            Rectangle2D place = place(i, panelWidth, top, panelHeight);
            panels.add(panel(recording.takes().get(i), place, text));
        }
        int height = (int) Math.ceil(top + panelHeight + rowHeight() + margin * 0.7);
        double secondsOfAStep = stepSeconds / speed;
        List<Integer> frames = frames(recording.steps(), secondsOfAStep, mostFrames);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int total = 0;
        Palette palette = photography == null ? Palette.ofTheme() : photoPalette(panels, frames, image);
        try (GifWriter gif = new GifWriter(width, height, palette)) {
            for (int k = 0; k < frames.size(); k++) {
                int step = frames.get(k);
                Graphics2D g = begin(image);
                header(g);
                for (int i = 0; i < panels.size(); i++) {
                    Take take = recording.takes().get(i);
                    Rectangle2D place = place(i, panelWidth, top, panelHeight);
                    String soFar = amount("return", take.shown().returnAfter(step));
                    title(g, take, soFar, place.getX(), panelWidth, top);
                    panels.get(i).paint(g, step, false);
                    footer(g, take, step, place);
                }
                g.dispose();
                int delay = k + 1 < frames.size()
                        ? hundredths(frames.get(k + 1) * secondsOfAStep) - hundredths(step * secondsOfAStep)
                        : hundredths(SECONDS_OF_THE_LAST_FRAME);
                delay = Math.clamp(delay, 2, LONGEST_DELAY);
                gif.add(image, delay);
                total += delay;
            }
            return new Animation(gif.finish(), frames.size(), total / 100.0);
        }
    }

    private Painter panel(Take take, Rectangle2D place, double textHeight) {
        if (photography == null) {
            return new Panel(recording, take, place, textHeight);
        }
        Photographer shared = photographer;
        if (shared == null) {
            // All panels of a picture have one size, so that one serves them all.
            shared = photography.photographer(recording.stage(), PhotoPanel.width(place), PhotoPanel.height(place));
            photographer = shared;
        }
        return new PhotoPanel(shared, take, place);
    }

    /// Colours of a few frames spread over the animation.
    private static Palette photoPalette(List<Painter> panels, List<Integer> frames, BufferedImage image) {
        ColourCount colours = new ColourCount();
        for (int k = 0; k < FRAMES_OF_PALETTE; k++) {
            Graphics2D g = begin(image);
            int step = frames.get((frames.size() - 1) * k / (FRAMES_OF_PALETTE - 1));
            for (Painter panel : panels) {
                panel.paint(g, step, false);
            }
            g.dispose();
            colours.add(image);
        }
        return Palette.of(colours);
    }

    @Override
    public void close() {
        if (photographer != null) {
            photographer.close();
        }
    }

    private static int hundredths(double seconds) {
        return (int) Math.round(Math.min(100 * seconds, 1e9));
    }

    private BufferedImage paths() {
        double panelWidth = columnWidth(width, recording.takes().size());
        double panelHeight = panelWidth * (hasGround() ? PANEL_SHAPE : 1);
        double top = headerHeight() + rowHeight();
        BufferedImage image = image(top + panelHeight + margin);
        Graphics2D g = begin(image);
        header(g);
        for (int i = 0; i < recording.takes().size(); i++) {
            Take take = recording.takes().get(i);
            Rectangle2D place = place(i, panelWidth, top, panelHeight);
            title(g, take, amount("mean return", take.meanReturn()), place.getX(), panelWidth, top);
            new Panel(recording, take, place, text).paint(g, Integer.MAX_VALUE, true);
        }
        g.dispose();
        return image;
    }

    private BufferedImage strip(int poses) {
        double panelWidth = columnWidth(width, poses);
        double panelHeight = panelWidth * PANEL_SHAPE;
        double block = rowHeight() + panelHeight + rowHeight() + 4 * scale;
        BufferedImage image = image(headerHeight() + recording.takes().size() * block + margin / 2);
        Graphics2D g = begin(image);
        header(g);
        for (int r = 0; r < recording.takes().size(); r++) {
            Take take = recording.takes().get(r);
            double top = headerHeight() + r * block + rowHeight();
            title(
                    g,
                    take,
                    amount("return", take.shown().returnAfter(recording.steps())),
                    margin,
                    width - 2 * margin,
                    top);
            for (int i = 0; i < poses; i++) {
                int step = poses == 1 ? recording.steps() : (int) ((long) recording.steps() * i / (poses - 1));
                Rectangle2D place = place(i, panelWidth, top, panelHeight);
                panel(take, place, Math.min(text, panelWidth / 20)).paint(g, step, false);
                footer(g, take, step, place);
            }
        }
        g.dispose();
        return image;
    }

    private boolean hasGround() {
        return !Double.isNaN(scenery.ground());
    }

    private static double scale(int width) {
        return Math.clamp(width / DESIGN_WIDTH, SMALLEST_TEXT, LARGEST_TEXT);
    }

    private static double margin(int width) {
        return 12 * scale(width);
    }

    private static double gap(int width) {
        return 1.6 * margin(width);
    }

    private static double columnWidth(int width, int columns) {
        return (width - 2 * margin(width) - (columns - 1) * gap(width)) / columns;
    }

    private double headerHeight() {
        return margin + 1.6 * text;
    }

    private double rowHeight() {
        return 2.4 * text;
    }

    private Rectangle2D place(int column, double panelWidth, double top, double panelHeight) {
        // On whole pixels, so that edges are sharp.
        double left = Math.rint(margin + column * (panelWidth + gap(width)));
        return new Rectangle2D.Double(
                left + 0.5, Math.rint(top) + 0.5, Math.rint(panelWidth) - 1, Math.rint(panelHeight));
    }

    private BufferedImage image(double height) {
        return new BufferedImage(width, (int) Math.ceil(height), BufferedImage.TYPE_INT_RGB);
    }

    private static Graphics2D begin(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(new Color(Theme.PAPER));
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        return g;
    }

    private void header(Graphics2D g) {
        double baseline = margin + text;
        String id = recording.environmentId();
        String task = "task: " + recording.task();
        double room = width - 2 * margin - 2 * text;
        double height = 1.05 * text * Math.min(1, room / StrokeFont.width(id + task, 1.05 * text));
        StrokeFont.draw(g, id, margin, baseline, height, 0.17, Theme.TEXT);
        double left = width - margin - StrokeFont.width(task, height);
        StrokeFont.draw(g, task, left, baseline, height, 0.14, Theme.TEXT);
    }

    private void title(Graphics2D g, Take take, String right, double left, double room, double panelTop) {
        double baseline = panelTop - 0.8 * text;
        double all = StrokeFont.width(take.title() + right, text) + 2 * text;
        double height = text * Math.min(1, room / all);
        StrokeFont.draw(
                g, take.title(), left, baseline, height, 0.17, take.colours().title());
        StrokeFont.draw(g, right, left + room - StrokeFont.width(right, height), baseline, height, 0.14, Theme.TEXT);
    }

    /// Progress on the left, time on the right.
    private void footer(Graphics2D g, Take take, int step, Rectangle2D place) {
        Episode episode = take.shown();
        int now = Math.min(step, episode.length());
        int window = Math.max(1, (int) Math.ceil(PROGRESS_SECONDS / stepSeconds));
        int earlier = Math.max(0, now - window);
        String progress =
                readable(recording.progress(episode.state(earlier), episode.state(now), Math.max(1, now - earlier)));
        String time = Double.isNaN(scenery.stepSeconds())
                ? "step " + now
                : String.format(Locale.ROOT, "%.2f s", now * stepSeconds);
        if (step > episode.length() || (step == episode.length() && episode.length() < recording.steps())) {
            time = "ended: " + time;
        }
        double all = StrokeFont.width(progress + time, text) + 2 * text;
        double height = text * Math.min(1, place.getWidth() / all);
        double baseline = place.getMaxY() + 1.7 * text;
        StrokeFont.draw(g, progress, place.getX(), baseline, height, 0.14, Theme.TEXT);
        StrokeFont.draw(g, time, place.getMaxX() - StrokeFont.width(time, height), baseline, height, 0.14, Theme.MUTED);
    }

    private static String amount(String name, double value) {
        return name + " " + readable(String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.1f", value));
    }

    /// Hyphens before numbers become minus signs, but for those before a zero, which has none.
    static String readable(String text) {
        return MINUS.matcher(NEGATIVE_ZERO.matcher(text).replaceAll("")).replaceAll("−");
    }
}
