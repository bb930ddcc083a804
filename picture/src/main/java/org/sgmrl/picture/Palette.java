package org.sgmrl.picture;

import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fixed colours of animations: those of the [Theme] and what antialiasing mixes of them. The
/// last index is transparent. Colours that are not in it become the nearest that is.
final class Palette {
    private static final int MOST = 255;
    private static final int MIXTURES = 4;
    /// Fewer colours make smaller files.
    private static final int MOST_OF_PHOTOGRAPHS = 72;
    private static final int CACHE_BITS = 14;

    private final int[] colours;
    private final int[] cachedColours = new int[1 << CACHE_BITS];
    private final byte[] cachedIndices = new byte[1 << CACHE_BITS];

    private Palette(int[] colours) {
        if (colours.length > MOST) {
            throw new IllegalArgumentException(colours.length + " colours; a GIF has room for " + MOST);
        }
        this.colours = colours;
        Arrays.fill(cachedColours, -1);
    }

    /// The palette of drawings.
    static Palette ofTheme() {
        List<Integer> colours = new ArrayList<>(
                List.of(Theme.PAPER, Theme.AIR, Theme.GROUND, Theme.CHECKER, Theme.SHADOW, Theme.LINE, Theme.GOAL));
        for (int background : new int[] {Theme.PAPER, Theme.AIR, Theme.GROUND}) {
            mix(background, Theme.TEXT, colours);
            mix(background, Theme.MUTED, colours);
        }
        mix(Theme.GROUND, Theme.LINE, colours);
        mix(Theme.PAPER, Theme.GOAL, colours);
        mix(Theme.GROUND, Theme.GOAL, colours);
        for (Theme.Take take : List.of(Theme.BEFORE, Theme.AFTER)) {
            colours.addAll(List.of(take.fill(), take.light()));
            mix(Theme.PAPER, take.title(), colours);
            mix(Theme.AIR, take.outline(), colours);
            mix(Theme.GROUND, take.outline(), colours);
            mix(take.fill(), take.outline(), colours);
            mix(take.light(), take.outline(), colours);
            mix(Theme.PAPER, take.path(), colours);
            mix(Theme.PAPER, take.paths(), colours);
            mix(take.paths(), take.path(), colours);
            mix(Theme.GROUND, take.path(), colours);
        }
        return new Palette(
                colours.stream().mapToInt(Integer::intValue).distinct().toArray());
    }

    /// The palette of photographs: their colours and those of the text.
    static Palette of(ColourCount photographs) {
        List<Integer> colours = new ArrayList<>(List.of(Theme.PAPER, Theme.LINE));
        mix(Theme.PAPER, Theme.TEXT, colours);
        mix(Theme.PAPER, Theme.MUTED, colours);
        mix(Theme.PAPER, Theme.BEFORE.title(), colours);
        mix(Theme.PAPER, Theme.AFTER.title(), colours);
        colours.addAll(photographs.representatives(MOST_OF_PHOTOGRAPHS));
        return new Palette(
                colours.stream().mapToInt(Integer::intValue).distinct().toArray());
    }

    /// Adds the second colour and what lies between both.
    private static void mix(int from, int to, List<Integer> colours) {
        for (int k = 1; k <= MIXTURES; k++) {
            int colour = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                int a = (from >> shift) & 0xff;
                int b = (to >> shift) & 0xff;
                colour |= (a + (b - a) * k / MIXTURES) << shift;
            }
            colours.add(colour);
        }
    }

    int size() {
        return colours.length;
    }

    int transparent() {
        return MOST;
    }

    IndexColorModel model() {
        byte[] reds = new byte[MOST + 1];
        byte[] greens = new byte[MOST + 1];
        byte[] blues = new byte[MOST + 1];
        for (int i = 0; i < colours.length; i++) {
            reds[i] = (byte) (colours[i] >> 16);
            greens[i] = (byte) (colours[i] >> 8);
            blues[i] = (byte) colours[i];
        }
        return new IndexColorModel(8, MOST + 1, reds, greens, blues, MOST);
    }

    /// The index of the nearest colour.
    ///
    /// @param rgb 0xRRGGBB; higher bits are ignored
    byte index(int rgb) {
        int colour = rgb & 0xffffff;
        int slot = (colour * 0x9e3779b1) >>> (32 - CACHE_BITS);
        if (cachedColours[slot] != colour) {
            cachedColours[slot] = colour;
            cachedIndices[slot] = (byte) nearest(colour);
        }
        return cachedIndices[slot];
    }

    private int nearest(int colour) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colours.length && least > 0; i++) {
            int red = ((colours[i] >> 16) & 0xff) - ((colour >> 16) & 0xff);
            int green = ((colours[i] >> 8) & 0xff) - ((colour >> 8) & 0xff);
            int blue = (colours[i] & 0xff) - (colour & 0xff);
            // The eye is most sensitive to green.
            int distance = 3 * red * red + 4 * green * green + 2 * blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }
}
