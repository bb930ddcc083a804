package org.sgmrl.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodColour;
import org.sgmrl.report.page.VariantStyles.Look;

/// Lines are told apart by whoever sees colours as most people, or without one of the three kinds of cones.
final class VariantStylesTest {
    /// What is seen of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
    private static final Map<String, double[][]> VISIONS = Map.of(
            "all cones",
            new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            "protanopia",
            new double[][] {
                {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
            },
            "deuteranopia",
            new double[][] {
                {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
            },
            "tritanopia",
            new double[][] {
                {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
            });

    /// From linear RGB to XYZ (IEC 61966-2-1).
    private static final double[][] XYZ = {
        {0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}
    };

    private static final double[] WHITE = {0.95047, 1, 1.08883};

    /// Least distance in CIE Lab; 2.3 is just noticed side by side.
    private static final double APART = 10;

    private static double[] times(double[][] matrix, double[] vector) {
        return IntStream.range(0, 3)
                .mapToDouble(i -> matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2])
                .toArray();
    }

    private static double[] lab(String colour, double[][] vision) {
        double[] linear = IntStream.of(1, 3, 5)
                .mapToDouble(i -> Integer.parseInt(colour, i, i + 2, 16) / 255.0)
                .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
                .toArray();
        double[] seen = times(vision, linear);
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.clamp(seen[i], 0, 1);
        }
        double[] xyz = times(XYZ, seen);
        double[] f = new double[3];
        for (int i = 0; i < 3; i++) {
            double t = xyz[i] / WHITE[i];
            f[i] = t > 216.0 / 24_389 ? Math.cbrt(t) : (24_389.0 / 27 * t + 16) / 116;
        }
        return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
    }

    /// The least distance over all visions, on the light and the dark ground.
    private static double distance(MethodColour first, MethodColour second) {
        double least = Double.POSITIVE_INFINITY;
        for (double[][] vision : VISIONS.values()) {
            for (String[] pair : new String[][] {{first.light(), second.light()}, {first.dark(), second.dark()}}) {
                double[] a = lab(pair[0], vision);
                double[] b = lab(pair[1], vision);
                least = Math.min(least, Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
            }
        }
        return least;
    }

    @Test
    void anyTwoLooksDifferInDashesOrInColoursForEveryVision() {
        List<Look> looks = VariantStyles.LOOKS;
        assertThat(looks).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        for (int i = 0; i < looks.size(); i++) {
            for (Look other : looks.subList(0, i)) {
                if (other.dash().equals(looks.get(i).dash())) {
                    assertThat(distance(other.colour(), looks.get(i).colour()))
                            .as("%s and %s", other, looks.get(i))
                            .isGreaterThan(APART);
                }
            }
        }
    }

    /// Blue and violet are one colour without the cones for green.
    @Test
    void theNegativeControlColoursThatNeedTheirDashesAreNoticed() {
        assertThat(distance(Method.SG_MRL.colour(), Method.LVC.colour())).isLessThan(APART);
        assertThat(distance(new MethodColour("#000000", "#000000"), new MethodColour("#ffffff", "#ffffff")))
                .isBetween(99.9, 100.1);
    }
}
