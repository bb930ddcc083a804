package org.sgmrl.random;

/// A stream of random numbers that is a pure function of its name and of the position in it.
///
/// A name is (seed, domain, iteration, task, phase, rollout, purpose). Streams of different names share no
/// block of the generator, so they need no coordination: whoever knows the name of a stream can draw it, on
/// any thread or machine, in any order, again after an interruption.
///
/// ```java
/// RandomStream random = new RandomStream();
/// random.rekey(seed, StreamDomain.TRAINING, iteration, task, phase, rollout, StreamPurpose.ACTION);
/// random.fillGaussian(noise, 0, horizon * actionSize);
/// ```
///
/// ## Layout
/// The generator is Threefry-4×32 with 20 rounds (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3", SC'11, doi:10.1145/2063384.2063405): under a key of four 32-bit words
/// it maps a counter of four words, one to one, to a random block of four words. The name and the index of the
/// block fill key and counter without overlap:
///
/// | word | key | counter |
/// |---|---|---|
/// | 0 | low half of the seed | index of the block |
/// | 1 | high half of the seed | rollout |
/// | 2 | iteration | phase |
/// | 3 | task | bit 31: face; bits 16 to 30: domain; bits 0 to 15: purpose |
///
/// ## Two faces, one position
/// A stream has a face of *words* (bit 31 is 0) and a face of *normals* (bit 31 is 1). Word p is word p mod 4 of
/// block ⌊p/4⌋. Normal p comes by Box–Muller from the 16 blocks that start at block 16·⌊p/64⌋. The position p is
/// common to both and advances by
///
/// | call | advances by |
/// |---|---|
/// | [#nextInt()] | 1 |
/// | [#nextInt(int)] | 1, and 1 more for each rejected word (probability below bound/2³²) |
/// | [#nextLong], [#nextDouble()], [#nextDouble(double, double)], [#nextGaussian] | 2 |
/// | [#fillUniform] | 2·count; the same numbers as count calls of `nextDouble()` |
/// | [#fillGaussian] | count; the same numbers however the filling is split into calls |
///
/// A result therefore depends on the name, the position and the call alone, never on how the position was
/// reached. Calls at positions that do not overlap are independent. A stream ends at position 2³⁴.
///
/// Floating-point results have the same bits on every processor, with and without module
/// `jdk.incubator.vector`. The numbers of a stream are part of the compatibility promise: a change is
/// announced under *Numerics* in the change log.
///
/// Not safe for use by several threads at once; make one a worker and [#rekey] it. Compiled code does not
/// allocate. A long-lived object fills faster: it changes to vector instructions once they pay for their
/// compilation.
public final class RandomStream {
    private static final StreamKernel SCALAR = new ScalarStreamKernel();
    private static final StreamKernel FASTEST = StreamKernel.best();

    /// Groups that the scalar kernel makes first. Until it is compiled, vector code is a thousand times
    /// slower; that costs as much as about 2²⁰ scalar groups (1 to 1.5 s), so a shorter run does better
    /// without.
    private static final int PATIENCE = 1 << 20;

    /// Of the last of these groups, one call in 16 already goes to the vector kernel, so that its
    /// compilation, in the background, does not stop the work.
    private static final int REHEARSAL = 1 << 18;

    private static final long END = 1L << 34;
    private static final int NORMAL_FACE = 1 << 31;
    /// Below this many doubles, single blocks are cheaper than a group.
    private static final int BULK = 8;

    private static final int GROUP_DOUBLES = StreamKernel.GROUP / 2;
    private static final int NONE = -1;
    private static final double DOUBLE_UNIT = 0x1p-53;

    private final StreamKernel fastest;
    private int patience;
    private int rehearsals;
    private final int[] wordName = new int[StreamKernel.NAME];
    private final int[] normalName = new int[StreamKernel.NAME];
    private final int[] block = new int[4];
    private final int[] groupWords = new int[4 * StreamKernel.ROW];
    private final float[] scratch = new float[4 * StreamKernel.ROW];
    private final double[] normals = new double[StreamKernel.GROUP];
    private long position;
    private long loadedBlock;
    private long loadedNormals;

    /// A stream to be given a name; until then it is the training stream with zeros and purpose `TASK`.
    public RandomStream() {
        this(FASTEST, PATIENCE);
    }

    /// @param fastest the kernel to use in the end
    /// @param patience groups to be made by the scalar kernel before
    RandomStream(StreamKernel fastest, int patience) {
        this.fastest = fastest;
        this.patience = patience;
        rekey(0, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.TASK);
    }

    /// A new stream with a name; [#rekey] reuses one.
    ///
    /// @param seed seed of the experiment
    /// @param domain what the experiment draws for
    /// @param iteration meta-iteration, any int
    /// @param task index of the task in its meta-batch, any int
    /// @param phase number of the batch of the task (0 for the first inner batch, and so on), any int
    /// @param rollout index of the trajectory in its batch, any int
    /// @param purpose what the rollout draws for
    /// @return the stream, at position 0
    public static RandomStream of(
            long seed, StreamDomain domain, int iteration, int task, int phase, int rollout, StreamPurpose purpose) {
        return new RandomStream().rekey(seed, domain, iteration, task, phase, rollout, purpose);
    }

    /// Gives this object another name and position 0.
    ///
    /// @param seed seed of the experiment
    /// @param domain what the experiment draws for
    /// @param iteration meta-iteration, any int
    /// @param task index of the task in its meta-batch, any int
    /// @param phase number of the batch of the task (0 for the first inner batch, and so on), any int
    /// @param rollout index of the trajectory in its batch, any int
    /// @param purpose what the rollout draws for
    /// @return this
    public RandomStream rekey(
            long seed, StreamDomain domain, int iteration, int task, int phase, int rollout, StreamPurpose purpose) {
        wordName[0] = (int) seed;
        wordName[1] = (int) (seed >>> 32);
        wordName[2] = iteration;
        wordName[3] = task;
        wordName[4] = rollout;
        wordName[5] = phase;
        wordName[6] = domain.code() << 16 | purpose.code();
        for (int i = 0; i < StreamKernel.NAME; i++) {
            normalName[i] = wordName[i];
        }
        normalName[6] |= NORMAL_FACE;
        loadedBlock = NONE;
        loadedNormals = NONE;
        position = 0;
        return this;
    }

    /// The number of positions used so far; store it to go on later.
    ///
    /// @return the position, in [0, 2³⁴]
    public long position() {
        return position;
    }

    /// Moves to a position, forwards or backwards, at no cost.
    ///
    /// @param position the position, in [0, 2³⁴]
    /// @throws IllegalArgumentException if it is outside
    public void position(long position) {
        if (position < 0 || position > END) {
            throw new IllegalArgumentException("position = " + position + " must be in [0, 2^34 = " + END
                    + "], the length of a stream; pass a value that position() returned");
        }
        this.position = position;
    }

    /// A uniform word.
    ///
    /// @return 32 random bits
    /// @throws IllegalStateException if the stream is exhausted
    public int nextInt() {
        long p = position;
        if (p >>> 2 != loadedBlock) {
            load(p);
        }
        position = p + 1;
        return block[(int) p & 3];
    }

    /// A uniform integer in [0, bound), exactly unbiased.
    ///
    /// D. Lemire, "Fast random integer generation in an interval", ACM Trans. Model. Comput. Simul. 29
    /// (2019): the high half of word·bound, with the words rejected that would favour some results.
    ///
    /// @param bound number of outcomes, at least 1
    /// @return the integer
    /// @throws IllegalArgumentException if `bound` < 1
    /// @throws IllegalStateException if the stream is exhausted
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException(
                    "bound = " + bound + " must be at least 1: the result is drawn from 0 to bound - 1");
        }
        long product = Integer.toUnsignedLong(nextInt()) * bound;
        if (Integer.compareUnsigned((int) product, bound) < 0) {
            int surplus = Integer.remainderUnsigned(-bound, bound);
            while (Integer.compareUnsigned((int) product, surplus) < 0) {
                product = Integer.toUnsignedLong(nextInt()) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /// 64 uniform bits; the earlier word is the high half.
    ///
    /// @return a uniform long
    /// @throws IllegalStateException if the stream is exhausted
    public long nextLong() {
        long high = nextInt();
        return high << 32 | Integer.toUnsignedLong(nextInt());
    }

    /// A uniform multiple of 2⁻⁵³.
    ///
    /// @return a number in [0, 1)
    /// @throws IllegalStateException if the stream is exhausted
    public double nextDouble() {
        return (nextLong() >>> 11) * DOUBLE_UNIT;
    }

    /// A uniform number between two limits: low + u·(high − low) with u of [#nextDouble()].
    ///
    /// @param low smallest value, finite
    /// @param high upper limit, finite, above `low`; excluded
    /// @return a number in [low, high)
    /// @throws IllegalArgumentException if the limits are not finite, not ordered, or too far apart for a
    ///     double
    /// @throws IllegalStateException if the stream is exhausted
    public double nextDouble(double low, double high) {
        double width = high - low;
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("low = " + low + ", high = " + high
                    + " must be finite with low < high and a finite difference; swap or narrow them");
        }
        double value = Math.fma(nextDouble(), width, low);
        return value < high ? value : Math.nextDown(high);
    }

    /// A standard normal number in double precision: the quantile of a uniform number of 52 bits, times a
    /// sign.
    ///
    /// Its magnitude is between 1.4·10⁻¹⁶ and 8.3. For many at once [#fillGaussian] is several times
    /// faster.
    ///
    /// @return a sample of N(0, 1)
    /// @throws IllegalStateException if the stream is exhausted
    public double nextGaussian() {
        long bits = nextLong();
        double half = ((bits >>> 11 & (1L << 52) - 1) + 0.5) * DOUBLE_UNIT;
        double z = NormalQuantile.of(half);
        return bits < 0 ? z : -z;
    }

    /// Fills with uniform multiples of 2⁻⁵³ in [0, 1): the same numbers as `count` calls of
    /// [#nextDouble()].
    ///
    /// @param out receives the numbers at `offset` to `offset + count − 1`; overwritten
    /// @param offset first index
    /// @param count how many
    /// @throws IndexOutOfBoundsException if the range does not lie within `out`
    /// @throws IllegalStateException if the rest of the stream is too short; nothing is written
    public void fillUniform(double[] out, int offset, int count) {
        checkRange(out, offset, count);
        checkRoom(2L * count);
        int end = offset + count;
        int i = offset;
        // At an odd position a double may straddle two calls of the kernel.
        if ((position & 1) == 0) {
            while (end - i >= BULK) {
                int first = (int) (position % StreamKernel.GROUP) / 2;
                int groups = Math.min(StreamKernel.GROUPS, (first + end - i + GROUP_DOUBLES - 1) / GROUP_DOUBLES);
                int last = Math.min(groups * GROUP_DOUBLES, first + end - i);
                kernel(groups).words(wordName, (int) (position / StreamKernel.GROUP), groups, groupWords);
                for (int d = first; d < last; d++) {
                    // The words 2d and 2d + 1 stand in column d/2 of rows 0 and 1 or of rows 2 and 3.
                    int high = (d & 1) * 2 * StreamKernel.ROW + (d >> 1);
                    long bits =
                            (long) groupWords[high] << 32 | Integer.toUnsignedLong(groupWords[high + StreamKernel.ROW]);
                    out[i++] = (bits >>> 11) * DOUBLE_UNIT;
                }
                position += 2L * (last - first);
            }
        }
        while (i < end) {
            out[i++] = nextDouble();
        }
    }

    /// Fills with standard normal numbers: normal p of the stream for p from the position on.
    ///
    /// The position advances by `count`. Each number is a float, widened: 24 significant bits, never 0,
    /// magnitude up to 6.77 (an exact normal number is beyond that once in 7·10¹⁰).
    ///
    /// @param out receives samples of N(0, 1) at `offset` to `offset + count − 1`; overwritten
    /// @param offset first index
    /// @param count how many
    /// @throws IndexOutOfBoundsException if the range does not lie within `out`
    /// @throws IllegalStateException if the rest of the stream is too short; nothing is written
    public void fillGaussian(double[] out, int offset, int count) {
        checkRange(out, offset, count);
        checkRoom(count);
        int end = offset + count;
        int i = offset;
        while (i < end) {
            int first = (int) (position % StreamKernel.GROUP);
            int groups = Math.min(StreamKernel.GROUPS, (end - i) / StreamKernel.GROUP);
            int n;
            if (first == 0 && groups > 0) {
                StreamKernel kernel = kernel(groups);
                kernel.words(normalName, (int) (position / StreamKernel.GROUP), groups, groupWords);
                kernel.normals(groupWords, groups, scratch, out, i);
                n = groups * StreamKernel.GROUP;
            } else {
                loadNormals(position / StreamKernel.GROUP);
                n = Math.min(StreamKernel.GROUP - first, end - i);
                System.arraycopy(normals, first, out, i, n);
            }
            i += n;
            position += n;
        }
    }

    /// Keeps one group, for fillings that use a part of it.
    private void loadNormals(long group) {
        if (group != loadedNormals) {
            StreamKernel kernel = kernel(1);
            kernel.words(normalName, (int) group, 1, groupWords);
            kernel.normals(groupWords, 1, scratch, normals, 0);
            loadedNormals = group;
        }
    }

    /// The key and words 1 to 3 of the counter of the face of words; allocates.
    int[] name() {
        return wordName.clone();
    }

    /// The kernel for the next groups; both give the same bits.
    StreamKernel kernel(int groups) {
        if (patience <= 0) {
            return fastest;
        }
        patience -= groups;
        return patience < REHEARSAL && (++rehearsals & 15) == 0 ? fastest : SCALAR;
    }

    private void load(long position) {
        checkRoom(1);
        loadedBlock = position >>> 2;
        Threefry.block(wordName, (int) loadedBlock, block, 0, 1);
    }

    private void checkRoom(long positions) {
        if (positions > END - position) {
            throw new IllegalStateException("position = " + position + " leaves " + (END - position)
                    + " of the 2^34 positions of a stream, but " + positions
                    + " are needed; draw from a stream of another name, for example of the next rollout");
        }
    }

    private static void checkRange(double[] out, int offset, int count) {
        if (offset < 0 || count < 0 || count > out.length - offset) {
            throw new IndexOutOfBoundsException("offset = " + offset + ", count = " + count
                    + " must be a range within out, whose length is " + out.length);
        }
    }
}
