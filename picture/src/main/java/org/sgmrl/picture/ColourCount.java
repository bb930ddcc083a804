package org.sgmrl.picture;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How often colours occur, and which few stand for them all: median cut (Heckbert 1982) of colours of five bits a
/// channel.
final class ColourCount {
    private static final int BITS = 5;

    private final int[] counts = new int[1 << (3 * BITS)];

    /// Counts the pixels of a picture.
    void add(BufferedImage image) {
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int rgb : row) {
                counts[(((rgb >> 19) & 0x1f) << (2 * BITS)) | (((rgb >> 11) & 0x1f) << BITS) | ((rgb >> 3) & 0x1f)]++;
            }
        }
    }

    /// The colours that stand for all.
    ///
    /// @param most at most so many
    /// @return as 0xRRGGBB
    List<Integer> representatives(int most) {
        List<Integer> all = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                all.add(c);
            }
        }
        List<List<Integer>> boxes = new ArrayList<>(List.of(all));
        while (boxes.size() < most) {
            List<Integer> widest =
                    boxes.stream().max(Comparator.comparingDouble(this::weight)).orElseThrow();
            int channel = widestChannel(widest);
            if (range(widest, channel) == 0) {
                break;
            }
            boxes.remove(widest);
            widest.sort(
                    Comparator.comparingInt((Integer c) -> value(c, channel)).thenComparing(c -> c));
            int cut = widest.size() / 2;
            boxes.add(new ArrayList<>(widest.subList(0, cut)));
            boxes.add(new ArrayList<>(widest.subList(cut, widest.size())));
        }
        return boxes.stream().map(this::mean).toList();
    }

    /// Boxes that are wide and full of pixels are cut first; the root keeps small bright things from being lost.
    private double weight(List<Integer> box) {
        double pixels = 0;
        for (int c : box) {
            pixels += counts[c];
        }
        return range(box, widestChannel(box)) * Math.sqrt(Math.sqrt(pixels));
    }

    private static int widestChannel(List<Integer> box) {
        int widest = 0;
        for (int channel = 1; channel < 3; channel++) {
            if (range(box, channel) > range(box, widest)) {
                widest = channel;
            }
        }
        return widest;
    }

    private static int range(List<Integer> box, int channel) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int c : box) {
            least = Math.min(least, value(c, channel));
            most = Math.max(most, value(c, channel));
        }
        return most - least;
    }

    private static int value(int c, int channel) {
        return (c >> (BITS * (2 - channel))) & 0x1f;
    }

    private int mean(List<Integer> box) {
        long pixels = 0;
        long[] sums = new long[3];
        for (int c : box) {
            pixels += counts[c];
            for (int channel = 0; channel < 3; channel++) {
                sums[channel] += (long) counts[c] * value(c, channel);
            }
        }
        int rgb = 0;
        for (long sum : sums) {
            // The middle of the eight values that share five bits.
            rgb = (rgb << 8) | (int) Math.min(255, (8 * sum + 4 * pixels) / pixels);
        }
        return rgb;
    }
}
