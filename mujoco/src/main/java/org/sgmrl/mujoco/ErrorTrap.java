package org.sgmrl.mujoco;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Calls functions of MuJoCo such that an error inside becomes a [MujocoException].
///
/// MuJoCo reports an error by calling a handler that must not return: where it does, MuJoCo goes on with whatever
/// was wrong, for instance beyond the end of its stack. Java cannot leave native frames, so on Linux on x86-64 a
/// few instructions of machine code (`src/trap/x86_64.S`) call the function and end that call when the handler is
/// entered, as C's `setjmp` and `longjmp` would. Elsewhere, or where the system forbids executable memory, the
/// handler is Java code that records the text and returns; errors of memory, after which MuJoCo must not go on,
/// then end the process.
@SuppressWarnings("restricted") // native access is what this module is for
final class ErrorTrap {
    /// The assembled bytes of `src/trap/x86_64.S`.
    static final String X86_64_CODE = """
            555341544155415641574883ec184889fd4989f44989d54989ce4d89c74c89cb
            488963080fae5b10d97b1448c74318000000008b3dc70000004889deff15c600
            000085c0754448c70301000000488b8320040000488904244c89e74c89ee4c89
            f24c89f94c8b83100400004c8b8b18040000ffd548c703000000004883c41841
            5f415e415d415c5b5dc348c7431802000000ebe7cccccccccccccccccccccccc
            534889fb8b3d56000000ff15600000004885c0744148833800743b48c7000000
            000048c740180100000031c98a140b8854082084d2740fffc181f9e803000072
            ebc6440820000fae5010d96814fc488b600831c0eb855bc3cccccccccccccccc
            000000000000000000000000000000000000000000000000
            """;

    private static final int HANDLER = 0xa0;
    private static final int IGNORE = 0xf7;
    private static final int KEY = 0x100;
    private static final int SETSPECIFIC = 0x108;
    private static final int GETSPECIFIC = 0x110;

    /// What a call leaves behind; the offsets are those of the machine code.
    private static final int FRAME_BYTES = 1064;

    private static final int FAILED = 24;
    private static final int NOT_CALLED = 2;
    private static final int TEXT = 32;
    private static final int TEXT_BYTES = 1000;
    private static final int FIFTH = 1040;

    /// Errors of releases old and new after which MuJoCo would use memory that is not there.
    private static final Pattern OUT_OF_MEMORY = Pattern.compile("overflow|alloc|memory", Pattern.CASE_INSENSITIVE);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /// One for each thread, so that a call allocates nothing.
    private static final ThreadLocal<MemorySegment> FRAME =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(FRAME_BYTES, 16));

    /// One shape for all calls: a function ignores words that it does not expect, and the JVM prepares only
    /// one kind of call.
    private static final FunctionDescriptor SIX_WORDS = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    /// (function, six words) → result, unguarded.
    private static final MethodHandle PLAIN = Linker.nativeLinker().downcallHandle(SIX_WORDS);

    /// (function, seven words) → result, unguarded.
    private static final MethodHandle PLAIN_SEVEN =
            Linker.nativeLinker().downcallHandle(SIX_WORDS.appendArgumentLayouts(LONG));

    private static final MemorySegment CODE = placeCode();

    /// (function, a, b, c, d, frame) → result.
    private static final MethodHandle GUARDED = guardedCall();

    private ErrorTrap() {}

    /// Whether an error ends the call (otherwise MuJoCo continues after it).
    static boolean endsCalls() {
        return CODE.byteSize() > 0;
    }

    /// Directs MuJoCo's errors here and silences its warnings, which are counted in the simulation's state.
    static void install(MujocoLibrary library) {
        setHandler(library, "mju_user_error", endsCalls() ? CODE.asSlice(HANDLER) : upcall("recordError"));
        setHandler(library, "mju_user_warning", endsCalls() ? CODE.asSlice(IGNORE) : upcall("ignoreWarning"));
    }

    /// Calls a function of up to four integer or pointer arguments.
    ///
    /// @param function its address
    /// @return its result; meaningless for a function without one
    /// @throws MujocoException if MuJoCo reports an error
    static long call(long function, long a, long b, long c, long d) {
        return call(FRAME.get(), function, a, b, c, d);
    }

    /// Calls a function of up to seven integer or pointer arguments.
    ///
    /// @param function its address
    /// @return its result; meaningless for a function without one
    /// @throws MujocoException if MuJoCo reports an error
    static long call(long function, long a, long b, long c, long d, long e, long f, long g) {
        MemorySegment frame = FRAME.get();
        frame.set(LONG, FIFTH, e);
        frame.set(LONG, FIFTH + 8, f);
        frame.set(LONG, FIFTH + 16, g);
        return call(frame, function, a, b, c, d);
    }

    private static long call(MemorySegment frame, long function, long a, long b, long c, long d) {
        long result;
        try {
            result = (long) GUARDED.invokeExact(function, a, b, c, d, frame.address());
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (frame.get(LONG, FAILED) != 0) {
            throw error(frame);
        }
        return result;
    }

    /// A text of MuJoCo's as one line.
    static String lines(String text) {
        return text.strip().replaceAll("\\s*\n\\s*", "; ");
    }

    private static MujocoException error(MemorySegment frame) {
        boolean called = frame.get(LONG, FAILED) != NOT_CALLED;
        frame.set(LONG, FAILED, 0);
        if (!called) {
            return new MujocoException("MuJoCo was not called: the system has no memory for data of this thread");
        }
        return new MujocoException("MuJoCo: " + lines(frame.getString(TEXT)));
    }

    /// A handle called with the right types throws nothing but what the JVM throws anywhere.
    static RuntimeException unexpected(Throwable e) {
        switch (e) {
            case RuntimeException r -> throw r;
            case Error r -> throw r;
            default -> throw new IllegalStateException(e);
        }
    }

    private static void setHandler(MujocoLibrary library, String variable, MemorySegment handler) {
        MemorySegment pointer = library.symbol(variable).reinterpret(ValueLayout.ADDRESS.byteSize());
        pointer.set(ValueLayout.ADDRESS, 0, handler);
    }

    private static MethodHandle guardedCall() {
        if (endsCalls()) {
            return PLAIN.bindTo(CODE);
        }
        return method(
                "plainCall",
                MethodType.methodType(
                        long.class, long.class, long.class, long.class, long.class, long.class, long.class));
    }

    /// Without machine code: a plain call, after which the frame tells whether the handler was entered.
    static long plainCall(long function, long a, long b, long c, long d, long frame) {
        MemorySegment words = FRAME.get();
        long e = words.get(LONG, FIFTH);
        long f = words.get(LONG, FIFTH + 8);
        long g = words.get(LONG, FIFTH + 16);
        try {
            return (long) PLAIN_SEVEN.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e, f, g);
        } catch (Throwable problem) {
            throw unexpected(problem);
        }
    }

    static void recordError(MemorySegment text) {
        MemorySegment frame = FRAME.get();
        String message = text.reinterpret(Long.MAX_VALUE).getString(0);
        if (OUT_OF_MEMORY.matcher(message).find()) {
            System.err.println("MuJoCo: " + lines(message) + " (it cannot go on, and cannot be left on this platform)");
            Runtime.getRuntime().halt(1);
        }
        frame.set(LONG, FAILED, 1);
        // An exception must not leave an upcall: the text must fit whatever its characters are.
        frame.setString(TEXT, message.substring(0, Math.min(message.length(), TEXT_BYTES / 4)));
    }

    static void ignoreWarning(MemorySegment text) {}

    private static MemorySegment upcall(String name) {
        return Linker.nativeLinker()
                .upcallStub(
                        method(name, MethodType.methodType(void.class, MemorySegment.class)),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS),
                        Arena.global());
    }

    private static MethodHandle method(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(ErrorTrap.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The machine code in executable memory, or an empty segment where there is none.
    private static MemorySegment placeCode() {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !System.getProperty("os.arch", "").equals("amd64")
                || Boolean.getBoolean("sgmrl.mujoco.plain-calls")) {
            return MemorySegment.NULL;
        }
        byte[] code = HexFormat.of().parseHex(X86_64_CODE.replace("\n", ""));
        SymbolLookup c = Linker.nativeLinker().defaultLookup();
        // From Linux's headers.
        long readWrite = 1 | 2;
        long readExecute = 1 | 4;
        long privateAnonymous = 0x22;
        long bytes = 4096;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(LONG);
            if ((int) plain(c, "pthread_key_create", key.address(), 0, 0, 0, 0) != 0) {
                return MemorySegment.NULL;
            }
            long address = plain(c, "mmap", 0, bytes, readWrite, privateAnonymous, -1);
            if (address == -1) {
                return MemorySegment.NULL;
            }
            MemorySegment page = MemorySegment.ofAddress(address).reinterpret(bytes);
            MemorySegment.copy(code, 0, page, ValueLayout.JAVA_BYTE, 0, code.length);
            ValueLayout.OfLong word = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            page.set(word, KEY, key.get(LONG, 0));
            page.set(word, SETSPECIFIC, setspecific(c).address());
            page.set(word, GETSPECIFIC, c.findOrThrow("pthread_getspecific").address());
            return (int) plain(c, "mprotect", address, bytes, readExecute, 0, 0) == 0 ? page : MemorySegment.NULL;
        }
    }

    /// `pthread_setspecific`, or in a test of its failure a function that always fails.
    private static MemorySegment setspecific(SymbolLookup c) {
        return c.findOrThrow(System.getProperty("sgmrl.mujoco.setspecific", "pthread_setspecific"));
    }

    /// Calls a function of up to five words of a library other than MuJoCo.
    static long plain(SymbolLookup library, String function, long a, long b, long c, long d, long e) {
        try {
            return (long) PLAIN.invokeExact(library.findOrThrow(function), a, b, c, d, e, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
