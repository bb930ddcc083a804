package org.sgmrl.statistics;

import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Draws resamples of one or two methods' scores. Resample r is a function of seed and r, not of how many
/// are drawn. Two methods share the draw of tasks and draw their runs independently.
final class Resampler {
    /// Keeps the streams apart from those of earlier versions' intervals.
    private static final int PHASE = 1;

    private final Resampling resampling;
    private final long seed;
    private final Scores[] sources;
    private final double[][][] buffers;
    private final Scores[] views;
    private final int[] columns;
    private final RandomStream random =
            RandomStream.of(0, StreamDomain.STATISTICS, 0, 0, PHASE, 0, StreamPurpose.PERMUTATION);

    /// @param sources with equal numbers of tasks
    Resampler(Resampling resampling, long seed, Scores... sources) {
        this.resampling = resampling;
        this.seed = seed;
        this.sources = sources;
        int tasks = sources[0].tasks();
        buffers = new double[sources.length][][];
        views = new Scores[sources.length];
        for (int k = 0; k < sources.length; k++) {
            buffers[k] = new double[sources[k].runs()][tasks];
            views[k] = Scores.view(buffers[k]);
        }
        columns = new int[tasks];
    }

    /// The resample's scores, one for each source; valid until the next call.
    Scores[] draw(int number) {
        for (int task = 0; task < columns.length; task++) {
            columns[task] = task;
        }
        if (resampling.drawsTasks()) {
            name(number, 0);
            for (int task = 0; task < columns.length; task++) {
                columns[task] = random.nextInt(columns.length);
            }
        }
        for (int k = 0; k < sources.length; k++) {
            name(number, k + 1);
            fill(sources[k], buffers[k]);
        }
        return views;
    }

    private void name(int number, int part) {
        random.rekey(seed, StreamDomain.STATISTICS, number, 0, PHASE, part, StreamPurpose.PERMUTATION);
    }

    private void fill(Scores source, double[][] buffer) {
        for (double[] row : buffer) {
            int run = resampling.wholeRows() ? random.nextInt(buffer.length) : 0;
            for (int task = 0; task < columns.length; task++) {
                row[task] = source.get(resampling.wholeRows() ? run : random.nextInt(buffer.length), columns[task]);
            }
        }
    }
}
