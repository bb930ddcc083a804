import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Fits the cost of an iteration beyond computing to the tables of `measure.sh`, predicts speed-ups, also where threads sample the
/// trajectories of a task together (`SplitTasks.java`), compares with a limited network, and draws the prediction.
///
///     java ScalingModel.java RAW-FOLDER PICTURE.svg
///
///     overhead = fixed + perPartition · partitions + perTask · tasks + perByte · (resultBytes + workers · broadcastBytes)
///
/// Predictions have a partition for each process of sixteen cores, cut as `TaskRange` does. All coefficients are at least 0;
/// relative errors are minimised.
static final String[] NAMES = {"fixed, s", "per partition, s", "per task, s", "per byte, s"};

record Point(String file, double[] x, double y, double[] all) {}

record Size(String name, int tasks, double secondsPerTask, int parameters) {
    Size times(int factor) {
        return new Size(name + ", " + factor + " times the tasks", tasks * factor, secondsPerTask, parameters);
    }
}

static final int CORES_OF_A_PROCESS = 16;
/// Σ base and Σ c u, of the score term that train takes by default. Leave-one-out has one more, MAML one less.
static final int SUMS = 2;

/// The tasks of one partition, as `TaskRange`.
record Range(int from, int to) {
    static List<Range> cut(int tasks, int most) {
        int share = Math.ceilDiv(tasks, most);
        int size = Integer.highestOneBit(share);
        while (size > 1 && 10L * Math.ceilDiv(Math.ceilDiv(tasks, size), most) * size > 11L * share) {
            size /= 2;
        }
        int subtrees = Math.ceilDiv(tasks, size);
        int partitions = Math.min(most, subtrees);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            ranges.add(new Range(
                    size * (int) ((long) i * subtrees / partitions),
                    Math.min(tasks, size * (int) ((i + 1L) * subtrees / partitions))));
        }
        return ranges;
    }

    /// The fewest subtrees that hold the range, of a tree of so many tasks.
    int subtrees(int tasks) {
        int count = 0;
        for (int at = from; at < to; count++) {
            int size = 1;
            while (at % (2 * size) == 0 && size < tasks && (at + 2 * size <= to || to == tasks)) {
                size *= 2;
            }
            at += size;
        }
        return count;
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
    // Seconds of a task without Spark on one core, at the released sizes.
    Size navigation = new Size("2D navigation, 20 tasks", 20, TaskCost.read(raw.resolve("split-navigation.tsv")).seconds(1, 1), 10_604);
    Size cheetah = new Size("half-cheetah on MuJoCo, 40 tasks", 40, TaskCost.read(raw.resolve("split-mujoco.tsv")).seconds(1, 1), 12_512);
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
            line.append(String.format(Locale.ROOT, " computing %.3f s, fixed and scheduling %.3f s, %.1f MB %.3f s |", t[0], t[1], t[3] * 1e-6, t[2]));
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
    for (String simulator : List.of("planar", "mujoco")) {
        Path file = raw.resolve("split-" + simulator + ".tsv");
        if (Files.exists(file)) {
            predictSplit(c, simulator, TaskCost.read(file));
        }
    }
    Files.writeString(Path.of(args[1]), draw(curves));
}

/// Seconds of a task's parts: what one thread does with its batches, and a batch of so many trajectories.
record TaskCost(double rest, Map<Integer, Double> batch) {
    static final int TRAJECTORIES = 20;

    static TaskCost read(Path file) throws IOException {
        Map<String, List<Double>> all = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] v = line.split("\t");
            all.computeIfAbsent(v[1] + v[2], _ -> new ArrayList<>()).add(Double.parseDouble(v[4]) * 1e-3);
        }
        Map<Integer, Double> batch = new HashMap<>();
        for (int trajectories : new int[] {1, 2, 3, 4, 5, 7, 10, 20}) {
            batch.put(trajectories, median(all.get("batch" + trajectories)));
        }
        return new TaskCost(median(all.get("estimate1")) - 2 * batch.get(TRAJECTORIES), batch);
    }

    /// Of the second half, when code is compiled.
    static double median(List<Double> values) {
        double[] sorted = values.stream().skip(values.size() / 2).mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /// With steps so many times as dear, of so many threads the one with most trajectories, in an inner and an outer batch.
    double seconds(int threads, double dearer) {
        return rest + 2 * dearer * batch.get(Math.ceilDiv(TRAJECTORIES, threads));
    }
}

/// Half-cheetah at the released sizes, 40 tasks, as `Division` has them.
void predictSplit(double[] c, String simulator, TaskCost cost) {
    int tasks = 40;
    IO.println(String.format(
            Locale.ROOT,
            "%n%s: a task is %.1f ms of sampling and %.1f ms of the rest%n%n| processes x cores | steps, times as dear | 1 core, s | partitions |"
                    + " threads of a task | whole tasks | 1 Gbit/s | 10 Gbit/s | at 10 Gbit/s |",
            simulator,
            2e3 * cost.batch().get(20),
            1e3 * cost.rest()));
    IO.println("|---|---|---|---|---|---|---|---|---|");
    for (double dearer : new double[] {1, 5, 10}) {
        for (int[] shape : new int[][] {{1, 16}, {8, 16}, {64, 16}, {40, 25}, {16, 64}}) {
            double alone = tasks * cost.seconds(1, dearer);
            Split whole = Split.whole(tasks, shape[0], shape[1]);
            Split split = Split.of(tasks, shape[0], shape[1], cost.seconds(1, dearer));
            double[] t = split.times(c, tasks, cost, dearer, 10);
            IO.println(String.format(
                    Locale.ROOT,
                    "| %d x %d | %.0f | %.2f | %d | %d | %.0f | %.0f | %.0f | computing %.3f s, fixed and scheduling %.3f s, %.1f MB %.3f s |",
                    shape[0],
                    shape[1],
                    dearer,
                    alone,
                    split.ranges().size(),
                    split.threads(),
                    alone / sum(whole.times(c, tasks, cost, dearer, 10)),
                    alone / sum(split.times(c, tasks, cost, dearer, 1)),
                    alone / sum(t),
                    t[0],
                    t[1],
                    t[3] * 1e-6,
                    t[2]));
        }
    }
    // A lockstep of one trajectory is not a twentieth of one of twenty: cheap steps never come to it.
    for (double gigabits : new double[] {1, 10}) {
        for (int tenths = 10; tenths < 1000; tenths++) {
            double dearer = 0.1 * tenths;
            double alone = tasks * cost.seconds(1, dearer);
            Split split = Split.of(tasks, 40, 25, cost.seconds(1, dearer));
            if (alone / sum(split.times(c, tasks, cost, dearer, gigabits)) >= 200) {
                IO.println(String.format(
                        Locale.ROOT,
                        "%n200 times at 40 x 25 cores and %.0f Gbit/s: from steps %.1f times as dear on, %.1f s an iteration on one core",
                        gigabits,
                        dearer,
                        alone));
                break;
            }
        }
    }
}

static double sum(double[] t) {
    return t[0] + t[1] + t[2];
}

/// The tasks of each partition and the threads of each task, as `Division`.
record Split(List<Range> ranges, int cores, int threads) {
    /// Seconds that another partition costs, as `SparkEngine` has them.
    static final double PARTITION = 1e-3 + 1e-8 * (SUMS + 1) * 8 * 12_512;

    static Split whole(int tasks, int processes, int cores) {
        return new Split(Range.cut(tasks, Math.clamp(processes, 1, Math.ceilDiv(tasks, cores))), cores, 1);
    }

    static Split of(int tasks, int processes, int cores, double seconds) {
        int fewest = Math.clamp(processes, 1, Math.ceilDiv(tasks, cores));
        Split first = spread(tasks, fewest, cores);
        Split best = first;
        for (int more = fewest + 1; more <= Math.min(tasks, processes); more++) {
            Split other = spread(tasks, more, cores);
            best = other.guess(seconds) < best.guess(seconds) ? other : best;
        }
        return best.guess(seconds) < 0.75 * first.guess(seconds) ? best : first;
    }

    static Split spread(int tasks, int processes, int cores) {
        Split one = new Split(Range.cut(tasks, processes), cores, 1);
        return new Split(one.ranges, cores, Math.clamp(cores / one.longest(), 1, TaskCost.TRAJECTORIES));
    }

    int longest() {
        return ranges.stream().mapToInt(range -> range.to() - range.from()).max().orElseThrow();
    }

    double guess(double seconds) {
        return Math.ceilDiv(longest(), cores / threads) * seconds / threads + ranges.size() * PARTITION;
    }

    double[] times(double[] c, int tasks, TaskCost cost, double dearer, double gigabits) {
        double vectors = ranges.stream().mapToInt(range -> range.subtrees(tasks)).sum();
        double bytes = 88.0 * tasks + (vectors * SUMS + ranges.size()) * 8.0 * 12_512;
        return new double[] {
            Math.ceilDiv(longest(), cores / threads) * cost.seconds(threads, dearer),
            c[0] + c[1] * ranges.size() + c[2] * tasks,
            bytes * (c[3] + 8e-9 / gigabits),
            bytes
        };
    }
}

/// The median of each size, with its quartiles.
List<Point> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> names = List.of(lines.getFirst().split("\t"));
    Map<String, List<Map<String, Double>>> bySize = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
        String[] values = line.split("\t");
        Map<String, Double> row = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(names.get(i), Double.parseDouble(values[i]));
        }
        bySize.computeIfAbsent(row.get("tasks") + ":" + row.get("parameters"), _ -> new ArrayList<>()).add(row);
    }
    List<Point> points = new ArrayList<>();
    for (List<Map<String, Double>> rows : bySize.values()) {
        Map<String, Double> v = rows.getLast();
        double[] y = rows.stream()
                .mapToDouble(r -> r.get("collectMicros") * 1e-6)
                .sorted()
                .toArray();
        double bytes = v.get("resultBytes") + v.get("workers") * v.get("broadcastBytes");
        points.add(new Point(
                String.format(
                        Locale.ROOT,
                        "%s | %.0f | %.0f",
                        file.getFileName().toString().replace(".tsv", ""),
                        v.get("tasks"),
                        v.get("parameters")),
                new double[] {1, v.get("partitions"), v.get("tasks"), bytes},
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

/// Seconds of computing, of fixed cost and scheduling, and of bytes. A process without a partition gets no parameters.
double[] times(double[] c, Size size, int cores, double gigabits) {
    int threads = Math.min(CORES_OF_A_PROCESS, cores);
    List<Range> ranges = Range.cut(size.tasks(), Math.min(cores / threads, Math.ceilDiv(size.tasks(), threads)));
    int longest = ranges.stream().mapToInt(range -> range.to() - range.from()).max().orElseThrow();
    double vectors = ranges.stream().mapToInt(range -> range.subtrees(size.tasks())).sum();
    double bytes = 88.0 * size.tasks() + vectors * SUMS * 8.0 * size.parameters() + ranges.size() * 8.0 * size.parameters();
    return new double[] {
        Math.ceilDiv(longest, threads) * size.secondsPerTask(),
        c[0] + c[1] * ranges.size() + c[2] * size.tasks(),
        bytes * (c[3] + 8e-9 / gigabits),
        bytes
    };
}

double speedUp(double[] c, Size size, int cores, double gigabits) {
    double[] t = times(c, size, cores, gigabits);
    return size.tasks() * size.secondsPerTask() / (t[0] + t[1] + t[2]);
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
