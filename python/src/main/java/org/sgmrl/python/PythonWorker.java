package org.sgmrl.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import tools.jackson.databind.JsonNode;

/// A process that runs `bridge.py`. Requests and answers stand in memory that both map; pipes wake who sleeps.
///
/// Whoever waits first looks at the other's counter for a while and then sleeps on the pipe. That the sleeper
/// is not missed takes a fence on both sides between writing one word and reading another.
final class PythonWorker implements AutoCloseable {
    /// What can be asked for; the codes are the bridge's.
    enum Command {
        LOAD(0, "while it was loaded"),
        SAMPLE(1, "in sample_task"),
        RESET(2, "in make or reset"),
        STEP(3, "in step"),
        PROVENANCE(4, "while it was asked for its versions"),
        WHERE(5, "in step"),
        CLOSE(6, "at its end");

        final int code;
        final String place;

        Command(int code, String place) {
            this.code = code;
            this.place = place;
        }
    }

    // Words of the header, as in the bridge.
    private static final int REQUEST = 0;
    private static final int COMMAND = 1;
    private static final int COUNT = 2;
    private static final int TEXT = 3;
    private static final int TRAINER_SLEEPS = 4;
    private static final int EXPIRED = 5;
    private static final int SPIN = 6;
    private static final int RESELECT = 7;
    private static final int RESPONSE = 8;
    private static final int STATUS = 9;
    private static final int ANSWER = 10;
    private static final int WORKER_SLEEPS = 11;
    private static final int ENDED = 12;
    private static final int WHEREABOUTS = 13;
    private static final int READY = 14;

    private static final int REFUSED = 2;

    private static final int TEXT_START = 128;
    private static final int TEXT_BYTES = 1 << 18;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /// Long enough for a policy's decision or a small environment's step, about what waking a process up costs.
    private static final long SPIN_NANOS = Long.getLong("sgmrl.python.spin", 50_000);

    /// Looking must have paid lately: beside other work on the machine it only takes the other's time.
    private static final int MOST_CREDIT = 8;

    private static final int PRICE = 4;

    /// Without credit, one wait in so many still looks.
    private static final int TRIAL = 256;

    /// Other processors may show writes in another order than they were made in, which Python cannot prevent:
    /// there only the pipes wake.
    private static final boolean ORDERED =
            Set.of("amd64", "x86_64", "x86", "i386").contains(System.getProperty("os.arch", ""));

    /// Workers that step: each keeps a processor busy, or its trainer's thread does.
    private static final AtomicInteger STEPPING = new AtomicInteger();

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final byte[] BRIDGE = bridge();

    /// Errors of the system by number, the way in which versions of Java tell them.
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error(=|: )2\\b");

    private static final Pattern DENIED = Pattern.compile("error(=|: )13\\b");

    private final PythonSettings settings;
    private final Process process;
    private final OutputStream wake;
    private final InputStream woken;
    private final MappedByteBuffer memory;
    private final DoubleBuffer doubles;
    private final LongBuffer longs;
    private final int rollouts;
    private final long timeoutNanos;
    private long requests;
    private Command current = Command.LOAD;
    private boolean lost;
    private int credit = MOST_CREDIT;

    // Shared with the thread that watches.
    private volatile boolean waiting;
    private volatile long waited;
    private volatile @Nullable String hung;

    /// Starts a worker; its file is not loaded yet.
    ///
    /// @param rollouts most rollouts, 0 for a worker that only draws tasks
    PythonWorker(PythonSettings settings, int rollouts, int observationSize, int actionSize) {
        this.settings = settings;
        this.rollouts = rollouts;
        this.timeoutNanos = settings.timeout().toNanos();
        int numbers = Math.multiplyExact(rollouts, Math.addExact(Math.addExact(3, observationSize), actionSize));
        int bytes = Math.addExact(TEXT_START + TEXT_BYTES, Math.multiplyExact(8, numbers));
        @Nullable Path file = null;
        try {
            file = sharedFile(bytes);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            }
            memory.order(ByteOrder.nativeOrder());
            doubles = memory.asDoubleBuffer();
            longs = memory.asLongBuffer();
            process = start(file);
        } catch (IOException e) {
            discard(file);
            throw new EnvironmentException(
                    "memory to share with Python cannot be had: " + e.getMessage() + "; free space for temporary files",
                    e);
        } catch (RuntimeException | Error e) {
            discard(file);
            throw e;
        }
        wake = process.getOutputStream();
        woken = process.getInputStream();
        if (rollouts > 0) {
            STEPPING.incrementAndGet();
        }
        Hourglass.watch(this);
        try {
            wake.write(BRIDGE);
            wake.flush();
        } catch (IOException e) {
            // It has ended already: the first exchange says so.
            lost = true;
        }
        unlinkWhenDead(file);
    }

    /// In memory where the system offers that, otherwise among the temporary files. It is filled, so that full
    /// memory is an error here and not a crash later.
    private static Path sharedFile(int bytes) throws IOException {
        Path memory = Path.of("/dev/shm");
        if (Files.isWritable(memory)) {
            @Nullable Path file = null;
            try {
                file = Files.createTempFile(memory, "sgmrl-", ".python");
                Files.write(file, new byte[bytes]);
                return file;
            } catch (IOException e) {
                discard(file);
            }
        }
        Path file = Files.createTempFile("sgmrl-", ".python");
        try {
            Files.write(file, new byte[bytes]);
            return file;
        } catch (IOException e) {
            discard(file);
            throw e;
        }
    }

    private static void discard(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // A leftover of some kilobytes is no reason to fail.
            }
        }
    }

    /// The worker removes the file's name when it has opened it.
    private void unlinkWhenDead(Path file) {
        var _ = process.onExit().thenRun(() -> discard(file));
    }

    private Process start(Path file) {
        // The length bounds what is read of the pipe: what follows wakes.
        String bootstrap =
                "exec(compile(open(0,'rb',closefd=False).read(" + BRIDGE.length + "),'<sgmrl bridge>','exec'))";
        ProcessBuilder builder = new ProcessBuilder(
                        settings.python(),
                        "-c",
                        bootstrap,
                        file.toString(),
                        Double.toString(settings.timeout().toMillis() / 1000.0))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> variables = builder.environment();
        // The order of sets of texts differs from process to process without it.
        variables.putIfAbsent("PYTHONHASHSEED", "0");
        // A worker has one thread of the trainer, and should not take the processors of the others.
        for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
            variables.putIfAbsent(name, "1");
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "Python " + settings.python() + " cannot be started: " + reason(e)
                            + "; install Python 3.9 or newer (Debian: apt-get install python3) or name another one",
                    e);
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (NO_SUCH_FILE.matcher(message).find()) {
            return "there is no such program";
        }
        return DENIED.matcher(message).find() ? "permission denied" : message;
    }

    private static byte[] bridge() {
        try (InputStream in = PythonWorker.class.getResourceAsStream("bridge.py")) {
            if (in == null) {
                throw new IllegalStateException("bridge.py is missing from the library");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("bridge.py cannot be read from the library", e);
        }
    }

    /// Where the array of flags (seeds, for a reset) begins, in words; the others follow.
    int activeIndex() {
        return (TEXT_START + TEXT_BYTES) / 8;
    }

    int flagIndex() {
        return activeIndex() + rollouts;
    }

    int rewardIndex() {
        return flagIndex() + rollouts;
    }

    int actionIndex() {
        return rewardIndex() + rollouts;
    }

    /// The arrays' numbers, by absolute index.
    DoubleBuffer doubles() {
        return doubles;
    }

    /// The same memory as whole numbers.
    LongBuffer longs() {
        return longs;
    }

    /// Tells that the next step is of other rollouts than the last one.
    void reselect(boolean others) {
        longs.put(RESELECT, others ? 1 : 0);
    }

    /// Whether the last step ended an episode.
    boolean ended() {
        return longs.get(ENDED) != 0;
    }

    /// A request with text.
    JsonNode ask(Command command, String text, int count) throws WorkerLostException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "a task has " + bytes.length + " bytes of JSON and may have at most " + TEXT_BYTES);
        }
        memory.put(TEXT_START, bytes);
        longs.put(TEXT, bytes.length);
        exchange(command, count);
        return answer();
    }

    private JsonNode answer() {
        byte[] bytes = new byte[(int) longs.get(ANSWER)];
        memory.get(TEXT_START, bytes);
        return bytes.length == 0 ? PythonTask.object() : PythonTask.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    /// One request and its answer; faults of the user's code are thrown.
    void exchange(Command command, int count) throws WorkerLostException {
        send(command, count);
        await();
        int status = (int) longs.get(STATUS);
        if (status != 0) {
            JsonNode fault = answer();
            String message = fault.path("message").asString("");
            String trace = fault.path("trace").asString("");
            @Nullable Throwable cause = trace.isEmpty() ? null : new IllegalStateException(trace);
            if (status == REFUSED) {
                throw new IllegalArgumentException(message, cause);
            }
            throw cause == null ? new EnvironmentException(message) : new EnvironmentException(message, cause);
        }
    }

    private void send(Command command, int count) throws WorkerLostException {
        current = command;
        if (lost) {
            throw gone();
        }
        longs.put(COMMAND, command.code);
        longs.put(COUNT, count);
        longs.put(SPIN, spin());
        WORD.setVolatile((ByteBuffer) memory, 8 * REQUEST, ++requests);
        if (!ORDERED || (long) WORD.getVolatile((ByteBuffer) memory, 8 * WORKER_SLEEPS) != 0) {
            try {
                wake.write(1);
                wake.flush();
            } catch (IOException e) {
                throw gone();
            }
        }
    }

    /// Looking at a counter is only for those who have a processor each.
    private static long spin() {
        return ORDERED && STEPPING.get() <= Math.max(1, PROCESSORS / 2) ? SPIN_NANOS : 0;
    }

    private void await() throws WorkerLostException {
        long spin = spin();
        if (spin > 0 && (credit > 0 || requests % TRIAL == 0)) {
            long end = System.nanoTime() + spin;
            while (System.nanoTime() < end) {
                for (int i = 0; i < 16; i++) {
                    if (answered()) {
                        credit = Math.min(MOST_CREDIT, credit + 1);
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
            credit = Math.max(0, credit - PRICE);
        }
        waited = 0;
        waiting = true;
        WORD.setVolatile((ByteBuffer) memory, 8 * TRAINER_SLEEPS, 1L);
        try {
            while (!answered()) {
                if (woken.read() < 0) {
                    throw gone();
                }
            }
        } catch (IOException e) {
            throw gone();
        } finally {
            waiting = false;
            longs.put(TRAINER_SLEEPS, 0);
        }
    }

    private boolean answered() {
        return (long) WORD.getAcquire((ByteBuffer) memory, 8 * RESPONSE) == requests;
    }

    /// Ends a worker that has not answered for too long; called by the one thread that watches.
    ///
    /// @param nanos how much time has passed since the last call, in which the worker could run
    @SuppressWarnings("NonAtomicVolatileUpdate") // a count that begins anew in between may lose one period
    void endIfHanging(long nanos) {
        if (!waiting) {
            return;
        }
        waited += nanos;
        if (waited <= timeoutNanos) {
            return;
        }
        waiting = false;
        hung = whereabouts();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// What the user's code is doing; the worker's other thread knows, if native code lets it.
    private String whereabouts() {
        WORD.setVolatile((ByteBuffer) memory, 8 * EXPIRED, 1L);
        for (int i = 0; i < 40; i++) {
            long length = (long) WORD.getVolatile((ByteBuffer) memory, 8 * WHEREABOUTS) - 1;
            if (length > 0) {
                byte[] bytes = new byte[(int) length];
                memory.get(TEXT_START, bytes);
                return ": it was at " + new String(bytes, StandardCharsets.UTF_8);
            }
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return "";
    }

    private WorkerLostException gone() {
        lost = true;
        end();
        String where = hung;
        if (where != null) {
            return new WorkerLostException(String.format(
                    Locale.ROOT,
                    "gave no answer %s for %s s and was ended%s; mend it, or allow more time",
                    current.place,
                    seconds(),
                    where));
        }
        int code = process.exitValue();
        if (longs.get(READY) == 0 && code < Signals.SIGNALLED) {
            return new WorkerLostException("could not be started: " + settings.python() + " ended with exit code "
                    + code + "; is it Python 3.9 or newer?");
        }
        return new WorkerLostException("ended " + current.place + " with " + Signals.describe(code));
    }

    private String seconds() {
        double seconds = settings.timeout().toMillis() / 1000.0;
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    /// Waits for its end, which has begun or is brought about.
    private void end() {
        boolean interrupted = false;
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
            process.onExit().join();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets the environments close themselves, but not for long.
    @Override
    public void close() {
        if (process.isAlive() && !lost) {
            try {
                // Its answer first: a pipe that is closed without a word means that the trainer is dead.
                exchange(Command.CLOSE, 0);
                wake.close();
            } catch (WorkerLostException | IOException e) {
                // It has ended before.
            }
        }
        if (!lost || process.isAlive()) {
            end();
        }
        lost = true;
        if (Hourglass.forget(this) && rollouts > 0) {
            STEPPING.decrementAndGet();
        }
    }
}
