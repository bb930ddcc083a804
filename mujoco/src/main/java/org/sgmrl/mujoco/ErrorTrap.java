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
            555341544155415641574883ec084889fd4989f44989d54989ce4d89c74c89cb
            488963080fae5b10d97b1448c74318000000008b3d970000004889deff159600
            000048c703010000004c89e74c89ee4c89f24c89f9ffd548c703000000004883
            c408415f415e415d415c5b5dc30f1f00534889fb8b3d56000000ff1560000000
            4885c0744148833800743b48c7000000000048c740180100000031c98a140b88
            54082084d2740fffc181f9e803000072ebc6440820000fae5010d96814fc488b
            600831c0eb985bc30f1f84000000000000000000000000000000000000000000
            0000000000000000
            """;

    private static final int HANDLER = 0x70;
    private static final int KEY = 0xd0;
    private static final int SETSPECIFIC = 0xd8;
    private static final int GETSPECIFIC = 0xe0;

    /// What a call leaves behind; the offsets are those of the machine code.
    private static final int FRAME_BYTES = 1040;

    private static final int FAILED = 24;
    private static final int TEXT = 32;
    private static final int TEXT_BYTES = 1000;

    /// Errors of releases old and new after which MuJoCo would use memory that is not there.
    private static final Pattern OUT_OF_MEMORY = Pattern.compile("overflow|alloc|memory", Pattern.CASE_INSENSITIVE);

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /// One for each thread, so that a call allocates nothing.
    private static final ThreadLocal<MemorySegment> FRAME =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(FRAME_BYTES, 16));

    private static final FunctionDescriptor FOUR_WORDS = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG);

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
        MemorySegment handler = endsCalls() ? CODE.asSlice(HANDLER) : upcall("recordError");
        setHandler(library, "mju_user_error", handler);
        setHandler(library, "mju_user_warning", upcall("ignoreWarning"));
    }

    /// Calls a function of up to four integer or pointer arguments.
    ///
    /// @param function its address
    /// @return its result; meaningless for a function without one
    /// @throws MujocoException if MuJoCo reports an error
    static long call(long function, long a, long b, long c, long d) {
        MemorySegment frame = FRAME.get();
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
        frame.set(LONG, FAILED, 0);
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
            return Linker.nativeLinker()
                    .downcallHandle(CODE, FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG));
        }
        return method(
                "plainCall",
                MethodType.methodType(
                        long.class, long.class, long.class, long.class, long.class, long.class, long.class));
    }

    /// Without machine code: a plain call, after which the frame tells whether the handler was entered.
    static long plainCall(long function, long a, long b, long c, long d, long frame) {
        try {
            return (long) Plain.CALL.invokeExact(MemorySegment.ofAddress(function), a, b, c, d);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static final class Plain {
        static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(FOUR_WORDS);
    }

    static void recordError(MemorySegment text) {
        MemorySegment frame = FRAME.get();
        String message = text.reinterpret(TEXT_BYTES).getString(0);
        if (OUT_OF_MEMORY.matcher(message).find()) {
            System.err.println("MuJoCo: " + lines(message) + " (it cannot go on, and cannot be left on this platform)");
            Runtime.getRuntime().halt(1);
        }
        frame.set(LONG, FAILED, 1);
        frame.setString(TEXT, message);
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
        Linker linker = Linker.nativeLinker();
        SymbolLookup c = linker.defaultLookup();
        MethodHandle map = linker.downcallHandle(
                c.findOrThrow("mmap"), FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
        MethodHandle protect =
                linker.downcallHandle(c.findOrThrow("mprotect"), FunctionDescriptor.of(INT, LONG, LONG, INT));
        MethodHandle createKey = linker.downcallHandle(
                c.findOrThrow("pthread_key_create"), FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG));
        // From Linux's headers.
        int read = 1;
        int write = 2;
        int execute = 4;
        int privateAnonymous = 0x22;
        long bytes = 4096;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(INT);
            if ((int) createKey.invokeExact(key, 0L) != 0) {
                return MemorySegment.NULL;
            }
            long address = (long) map.invokeExact(0L, bytes, read | write, privateAnonymous, -1, 0L);
            if (address == -1) {
                return MemorySegment.NULL;
            }
            MemorySegment page = MemorySegment.ofAddress(address).reinterpret(bytes);
            MemorySegment.copy(code, 0, page, ValueLayout.JAVA_BYTE, 0, code.length);
            ValueLayout.OfLong word = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            page.set(word, KEY, key.get(INT, 0));
            page.set(word, SETSPECIFIC, c.findOrThrow("pthread_setspecific").address());
            page.set(word, GETSPECIFIC, c.findOrThrow("pthread_getspecific").address());
            if ((int) protect.invokeExact(address, bytes, read | execute) != 0) {
                return MemorySegment.NULL;
            }
            return page;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
