package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.mujoco.ModelField;

/// MuJoCo's own renderer. The robot is orange, everything else grey or bluish: a pixel is the robot's where red
/// exceeds blue by far.
final class PhotographerTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    /// Red must exceed blue by this.
    private static final int ORANGE = 40;

    /// Three bytes a pixel: the least that a photographer of large pictures could leave behind.
    private static final long LARGE_PICTURE = 3L * 1600 * 1200;

    private static final int LARGE_PICTURES = 20;

    @Test
    void theRobotIsInTheMiddleOfAPictureWithSkyAboveAndFloorBelow() {
        int[] rgb = photograph(new double[18]);

        int[] place = orange(rgb);
        assertThat(place[0]).as("share of the robot").isBetween(WIDTH * HEIGHT / 100, WIDTH * HEIGHT / 4);
        assertThat(place[1]).as("column of its middle").isBetween(WIDTH / 2 - 20, WIDTH / 2 + 20);
        assertThat(place[2]).as("row of its middle").isBetween(HEIGHT / 2 - 20, HEIGHT / 2 + 20);
        // The sky is bluer than the floor, and a floor of squares has several greys.
        assertThat(blueness(rgb, 5)).isGreaterThan(blueness(rgb, HEIGHT - 5) + 5);
        assertThat(Arrays.stream(rgb, (HEIGHT - 5) * WIDTH, (HEIGHT - 4) * WIDTH)
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    @Test
    void thePictureFollowsTheStateAndTheCameraTheRobot() {
        double[] lifted = new double[18];
        lifted[1] = 0.5;
        double[] far = new double[18];
        far[0] = 30;

        int[] rest = photograph(new double[18]);

        assertThat(photograph(new double[18])).isEqualTo(rest);
        assertThat(orange(photograph(lifted))[2])
                .as("row of a robot half a metre up")
                .isLessThan(orange(rest)[2] - 10);
        assertThat(orange(photograph(far))[1]).isBetween(orange(rest)[1] - 3, orange(rest)[1] + 3);
    }

    /// Negative control: a robot that is out of sight is not found.
    @Test
    void withoutARobotInSightNothingIsOrange() {
        double[] gone = new double[18];
        gone[1] = 100;

        assertThat(orange(photograph(gone))[0]).isZero();
    }

    @Test
    void theSameSceneCanBeDrawnOfEveryRobot() {
        for (Locomotion<?> environment : Walks.all()) {
            try (LocomotionEnvironment<?> robot = RobotTest.single(environment);
                    Photographer photographer = robot.photographer(WIDTH, HEIGHT)) {
                double[] state = new double
                        [robot.stateArrays().stream()
                                .mapToInt(array -> array.size())
                                .sum()];
                robot.state(state);
                System.arraycopy(
                        environment.model().doubles(ModelField.QPOS0),
                        0,
                        state,
                        0,
                        environment.robot().positions());
                int[] rgb = new int[WIDTH * HEIGHT];
                photographer.take(state, rgb);
                assertThat(orange(rgb)[0])
                        .as(environment.spec().id())
                        .isBetween(WIDTH * HEIGHT / 200, WIDTH * HEIGHT / 3);
            }
        }
    }

    @Test
    void photographersOfLargePicturesLeaveNothingBehind() throws IOException {
        // One array for all, so that Java's heap does not grow with the pictures.
        int[] rgb = new int[1600 * 1200];
        for (int i = 0; i < 5; i++) {
            photographLarge(rgb);
        }
        long before = residentBytes();
        for (int i = 0; i < LARGE_PICTURES; i++) {
            photographLarge(rgb);
        }
        assertThat(residentBytes() - before).isLessThan(LARGE_PICTURES * LARGE_PICTURE / 2);
    }

    private static void photographLarge(int[] rgb) {
        try (var robot = RobotTest.single(cheetah());
                Photographer photographer = robot.photographer(1600, 1200)) {
            photographer.take(new double[18], rgb);
        }
    }

    /// Each in the OpenGL context of its own, whichever was made or closed last.
    @Test
    void twoPhotographersOfOneThreadTakeTheirOwnPictures() {
        double[] lifted = new double[18];
        lifted[1] = 0.5;
        int[] rest = photograph(new double[18]);
        int[] high = photograph(lifted);
        int[] rgb = new int[WIDTH * HEIGHT];
        int[] small = new int[60 * 40];
        try (var robot = RobotTest.single(cheetah());
                Photographer first = robot.photographer(WIDTH, HEIGHT)) {
            Photographer second = robot.photographer(60, 40);
            first.take(new double[18], rgb);
            assertThat(rgb).isEqualTo(rest);
            second.take(new double[18], small);
            first.take(lifted, rgb);
            assertThat(rgb).isEqualTo(high);
            int[] alone = small.clone();
            second.take(new double[18], small);
            assertThat(small).isEqualTo(alone);
            second.close();
            first.take(new double[18], rgb);
            assertThat(rgb).isEqualTo(rest);
        }
    }

    @Test
    void aRendererBelongsToItsThreadAndIsOfNoUseWhenClosed() throws InterruptedException {
        try (var robot = RobotTest.single(cheetah())) {
            Photographer photographer = robot.photographer(WIDTH, HEIGHT);
            assertRefusesAnotherThread(() -> photographer.take(new double[18], new int[WIDTH * HEIGHT]));
            assertRefusesAnotherThread(photographer::close);
            // Nothing was freed by the wrong thread.
            int[] rgb = new int[WIDTH * HEIGHT];
            photographer.take(new double[18], rgb);
            assertThat(rgb).isEqualTo(photograph(new double[18]));
            assertThatThrownBy(() -> photographer.take(new double[18], new int[3]))
                    .hasMessageContaining("3 pixels");
            photographer.close();
            assertThatThrownBy(() -> photographer.take(new double[18], new int[WIDTH * HEIGHT]))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static void assertRefusesAnotherThread(Runnable use) throws InterruptedException {
        Throwable[] problem = new Throwable[1];
        Thread other = new Thread(use);
        other.setUncaughtExceptionHandler((thread, e) -> problem[0] = e);
        other.start();
        other.join();
        assertThat(problem[0]).isInstanceOf(IllegalStateException.class).hasMessageContaining("thread");
    }

    private static Locomotion<?> cheetah() {
        return Walks.byId("half-cheetah-velocity-v1");
    }

    private static int[] photograph(double[] state) {
        int[] rgb = new int[WIDTH * HEIGHT];
        try (var robot = RobotTest.single(cheetah());
                Photographer photographer = robot.photographer(WIDTH, HEIGHT)) {
            photographer.take(state, rgb);
        }
        return rgb;
    }

    /// Number of the robot's pixels, mean column, mean row.
    private static int[] orange(int[] rgb) {
        int count = 0;
        long columns = 0;
        long rows = 0;
        for (int i = 0; i < rgb.length; i++) {
            if ((rgb[i] >> 16 & 0xff) - (rgb[i] & 0xff) > ORANGE) {
                count++;
                columns += i % WIDTH;
                rows += i / WIDTH;
            }
        }
        return new int[] {count, count == 0 ? 0 : (int) (columns / count), count == 0 ? 0 : (int) (rows / count)};
    }

    /// Mean excess of blue over red in a row.
    private static double blueness(int[] rgb, int row) {
        double sum = 0;
        for (int x = 0; x < WIDTH; x++) {
            int colour = rgb[row * WIDTH + x];
            sum += (colour & 0xff) - (colour >> 16 & 0xff);
        }
        return sum / WIDTH;
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
