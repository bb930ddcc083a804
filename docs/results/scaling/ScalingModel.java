import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Fits the cost of an iteration beyond computing to the tables of `measure.sh`, predicts speed-ups, compares with a
/// limited network, and draws the prediction.
///
///     java ScalingModel.java RAW-FOLDER PICTURE.svg
///
///     overhead = fixed + perPartition · partitions + perTask · tasks + perByte · (resultBytes + workers · broadcastBytes)
///
/// partitions = min(tasks, cores). All coefficients are at least 0; relative errors are minimised.
static final String[] NAMES = {"fixed, s", "per partition, s", "per task, s", "per byte, s"};

record Point(String file, double[] x, double y, double[] all) {}

record Size(String name, int tasks, double secondsPerTask, int parameters) {
    Size times(int factor) {
        return new Size(name + ", " + factor + " times the tasks", tasks * factor, secondsPerTask, parameters);
    }
}

void main(String[] args) throws IOException {
    if (args.length != 2) {
        System.err.println("usage: java ScalingModel.java RAW-FOLDER PICTURE.svg");
        System.exit(2);
    }
    Path raw = Path.of(args[0]);
    List<Point> points = new ArrayList<>();
    for (String shape : List.of("1x1", "2x1", "4x1", "1x16", "1x128")) {
        if (Files.exists(raw.resolve(shape + ".tsv"))) {
            points.addAll(read(raw.resolve(shape + ".tsv")));
        }
    }
    double[] c = fit(points);
    IO.println("| coefficient | value |\n|---|---|");
    for (int i = 0; i < c.length; i++) {
        IO.println(String.format(Locale.ROOT, "| %s | %.3g |", NAMES[i], c[i]));
    }
    IO.println("\n| workers x cores | tasks | parameters | measured, s | 25 %, 75 % | model, s |\n|---|---|---|---|---|---|");
    for (Point p : points) {
        print(p, dot(c, p.x()));
    }
    double[] errors = points.stream().mapToDouble(p -> Math.abs(dot(c, p.x()) / p.y() - 1)).sorted().toArray();
    IO.println(String.format(Locale.ROOT, "%nmedian relative error %.0f %%", 100 * errors[errors.length / 2]));
    Path slow = raw.resolve("100mbit.tsv");
    if (Files.exists(slow)) {
        IO.println("\nat 100 Mbit/s: the same coefficients, and 8 / 10^8 s for every byte\n");
        for (Point p : read(slow)) {
            print(p, dot(c, p.x()) + 8e-8 * p.x()[3]);
        }
    }
    // Steps a second without Spark on one core: SG-MRL's in docs/results/speed.md, and half the rate of two threads in
    // raw/local2.json.
    Size navigation = new Size("2D navigation, 20 tasks", 20, 20 * 2 * 100 / 349_000.0, 10_604);
    Size cheetah = new Size("half-cheetah, 40 tasks", 40, 20 * 2 * 200 / (41_416 / 2.0), 12_512);
    Map<String, double[]> curves = new LinkedHashMap<>();
    for (double gigabits : new double[] {1, 10}) {
        IO.println(String.format(Locale.ROOT, "%n| size, %.0f Gbit/s | 1 core, s | 16 cores | 128 cores | 1,024 cores | at 1,024 cores |", gigabits));
        IO.println("|---|---|---|---|---|---|");
        for (Size size : List.of(navigation, cheetah, navigation.times(100), cheetah.times(100))) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %s | %.2f |", size.name(), size.tasks() * size.secondsPerTask()));
            for (int cores : new int[] {16, 128, 1024}) {
                line.append(String.format(Locale.ROOT, " %.1f |", speedUp(c, size, cores, gigabits)));
            }
            double[] t = times(c, size, 1024, gigabits);
            line.append(String.format(Locale.ROOT, " computing %.3f s, fixed and scheduling %.3f s, bytes %.3f s |", t[0], t[1], t[2]));
            IO.println(line.toString());
            if (gigabits == 10) {
                double[] curve = new double[11];
                for (int i = 0; i < curve.length; i++) {
                    curve[i] = speedUp(c, size, 1 << i, gigabits);
                }
                curves.put(size.name(), curve);
            }
        }
    }
    Files.writeString(Path.of(args[1]), draw(curves));
}

/// The median of each size, with its quartiles.
List<Point> read(Path file) throws IOException {
    Map<String, List<double[]>> bySize = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
        if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
            double[] v = Arrays.stream(line.split("\t")).mapToDouble(Double::parseDouble).toArray();
            bySize.computeIfAbsent(v[1] + ":" + v[2], _ -> new ArrayList<>()).add(v);
        }
    }
    List<Point> points = new ArrayList<>();
    for (List<double[]> rows : bySize.values()) {
        double[] v = rows.getFirst();
        double[] y = rows.stream().mapToDouble(r -> (r[6] + r[8]) * 1e-6).sorted().toArray();
        double workers = rows.getLast()[3];
        points.add(new Point(
                file.getFileName().toString().replace(".tsv", "") + " | " + (int) v[1] + " | " + (int) v[2],
                new double[] {1, Math.min(v[0], v[1]), v[1], v[5] + workers * v[4]},
                y[y.length / 2],
                y));
    }
    return points;
}

void print(Point p, double model) {
    double[] y = p.all();
    IO.println(String.format(
            Locale.ROOT, "| %s | %.4f | %.4f, %.4f | %.4f |", p.file(), p.y(), y[y.length / 4], y[y.length - 1 - y.length / 4], model));
}

/// Non-negative least squares of relative errors by trying every subset of coefficients.
double[] fit(List<Point> points) {
    int n = NAMES.length;
    double[] best = new double[n];
    double least = Double.POSITIVE_INFINITY;
    for (int subset = 1; subset < 1 << n; subset++) {
        double[][] a = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            if ((subset >> i & 1) == 0) {
                a[i][i] = 1;
                continue;
            }
            for (Point p : points) {
                for (int j = 0; j < n; j++) {
                    if ((subset >> j & 1) == 1) {
                        a[i][j] += p.x()[i] * p.x()[j] / (p.y() * p.y());
                    }
                }
                a[i][n] += p.x()[i] / p.y();
            }
        }
        double[] c = solve(a);
        double error = 0;
        for (Point p : points) {
            double e = dot(c, p.x()) / p.y() - 1;
            error += e * e;
        }
        if (error < least && Arrays.stream(c).allMatch(v -> v >= 0)) {
            least = error;
            best = c;
        }
    }
    return best;
}

double[] solve(double[][] a) {
    int n = a.length;
    for (int k = 0; k < n; k++) {
        int pivot = k;
        for (int i = k + 1; i < n; i++) {
            if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) {
                pivot = i;
            }
        }
        double[] row = a[k];
        a[k] = a[pivot];
        a[pivot] = row;
        for (int i = 0; i < n; i++) {
            if (i != k) {
                double f = a[i][k] / a[k][k];
                for (int j = k; j <= n; j++) {
                    a[i][j] -= f * a[k][j];
                }
            }
        }
    }
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
        x[i] = a[i][n] / a[i][i];
    }
    return x;
}

double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// Seconds of computing, of fixed cost and scheduling, and of bytes; sixteen cores a worker. A worker without a partition
/// gets no parameters.
double[] times(double[] c, Size size, int cores, double gigabits) {
    double partitions = Math.min(size.tasks(), cores);
    double workers = Math.min(Math.ceil(cores / 16.0), partitions);
    double bytes = size.tasks() * (16.0 * size.parameters() + 73) + workers * 8.0 * size.parameters();
    return new double[] {
        Math.ceil(size.tasks() / partitions) * size.secondsPerTask(),
        c[0] + c[1] * partitions + c[2] * size.tasks(),
        bytes * (c[3] + 8e-9 / gigabits)
    };
}

double speedUp(double[] c, Size size, int cores, double gigabits) {
    return size.tasks() * size.secondsPerTask() / Arrays.stream(times(c, size, cores, gigabits)).sum();
}

String draw(Map<String, double[]> curves) {
    String[] colors = {"#1b6ca8", "#c0392b", "#5dade2", "#e59866"};
    StringBuilder svg = new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 420\" font-family=\"sans-serif\" font-size=\"12\">\n"
                    + "<title>Predicted speed-up over one core against the number of cores</title>\n"
                    + "<rect width=\"640\" height=\"420\" fill=\"white\"/>\n");
    for (int i = 0; i <= 10; i++) {
        double x = 60 + 56 * i;
        double y = 370 - 34 * i;
        svg.append(String.format(Locale.ROOT, "<path d=\"M%.0f 370V30M60 %.0fH620\" stroke=\"#e5e5e5\"/>%n", x, y));
        svg.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"386\" text-anchor=\"middle\">%d</text>%n", x, 1 << i));
        svg.append(String.format(Locale.ROOT, "<text x=\"54\" y=\"%.0f\" text-anchor=\"end\">%d</text>%n", y + 4, 1 << i));
    }
    svg.append("<path d=\"M60 370L620 30\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>\n");
    svg.append("<text x=\"340\" y=\"408\" text-anchor=\"middle\">cores (10 Gbit/s at the driver)</text>\n");
    svg.append("<text x=\"16\" y=\"200\" transform=\"rotate(-90 16 200)\" text-anchor=\"middle\">speed-up over one core</text>\n");
    int k = 0;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < curve.getValue().length; i++) {
            double log = Math.max(0, Math.log(curve.getValue()[i]) / Math.log(2));
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", 60 + 56.0 * i, 370 - 34 * log));
        }
        svg.append(String.format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, colors[k]));
        svg.append(String.format(
                Locale.ROOT, "<text x=\"72\" y=\"%d\" fill=\"%s\">%s</text>%n", 46 + 16 * k, colors[k], curve.getKey()));
        k++;
    }
    return svg + "</svg>\n";
}
