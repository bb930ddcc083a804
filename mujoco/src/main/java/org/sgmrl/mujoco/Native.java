package org.sgmrl.mujoco;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The functions of MuJoCo that are used, by their addresses. Initialised after [MujocoLibrary] has accepted the
/// library, so that everything here is constant.
@SuppressWarnings("restricted") // native access is what this module is for
final class Native {
    static final Layout LAYOUT = MujocoLibrary.accepted().layout();

    private static final int ERROR_BYTES = 2000;
    /// The first half of an `mjrRect`: left and bottom are 0.
    private static final long CORNER = 0;

    private static final Object COMPILER = new Object();

    private static final long LOAD_XML = address("mj_loadXML");
    private static final long COPY_MODEL = address("mj_copyModel");
    private static final long DELETE_MODEL = address("mj_deleteModel");
    private static final long SET_CONST = address("mj_setConst");
    private static final long NAME_TO_ID = address("mj_name2id");
    private static final long ID_TO_NAME = address("mj_id2name");
    private static final long MAKE_DATA = address("mj_makeData");
    private static final long DELETE_DATA = address("mj_deleteData");
    private static final long RESET_DATA = address("mj_resetData");
    private static final long FORWARD = address("mj_forward");
    private static final long STEP = address("mj_step");
    private static final long RNE_POST_CONSTRAINT = address("mj_rnePostConstraint");

    private Native() {}

    private static long address(String function) {
        return MujocoLibrary.accepted().symbol(function).address();
    }

    /// Compiles a model.
    ///
    /// @param xml its description in MJCF
    /// @return the address of an `mjModel`
    static long compile(String xml) {
        Path file = writeTemporary(xml);
        try {
            return compile(file);
        } finally {
            delete(file);
        }
    }

    /// Compiles a model.
    ///
    /// @param file its description
    /// @return the address of an `mjModel`
    static long compile(Path file) {
        // The compiler keeps the last model in a global variable.
        synchronized (COMPILER) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment error = arena.allocate(ERROR_BYTES);
                long model = ErrorTrap.call(
                        LOAD_XML, arena.allocateFrom(file.toString()).address(), 0, error.address(), ERROR_BYTES);
                if (model == 0) {
                    throw new MujocoException(
                            "MuJoCo does not compile the model: " + ErrorTrap.lines(error.getString(0)));
                }
                return model;
            }
        }
    }

    private static Path writeTemporary(String xml) {
        try {
            Path file = Files.createTempFile("sgmrl-model", ".xml");
            Files.write(file, xml.getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new MujocoUnavailableException("a model cannot be written to the temporary folder "
                    + System.getProperty("java.io.tmpdir") + ": " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A leftover in the temporary folder harms nobody.
        }
    }

    static long copyModel(long model) {
        return nonNull(ErrorTrap.call(COPY_MODEL, 0, model, 0, 0), "mj_copyModel");
    }

    static void deleteModel(long model) {
        ErrorTrap.call(DELETE_MODEL, model, 0, 0, 0);
    }

    static void setConst(long model) {
        long data = makeData(model);
        try {
            ErrorTrap.call(SET_CONST, model, data, 0, 0);
        } finally {
            deleteData(data);
        }
    }

    /// Index of a named element, or -1.
    static int id(long model, String typeConstant, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) ErrorTrap.call(
                    NAME_TO_ID,
                    model,
                    LAYOUT.value("constant." + typeConstant),
                    arena.allocateFrom(name).address(),
                    0);
        }
    }

    /// Name of an element; empty if it has none.
    static String name(long model, String typeConstant, int id) {
        long text = ErrorTrap.call(ID_TO_NAME, model, LAYOUT.value("constant." + typeConstant), id, 0);
        return text == 0
                ? ""
                : MemorySegment.ofAddress(text).reinterpret(Long.MAX_VALUE).getString(0);
    }

    static long makeData(long model) {
        return nonNull(ErrorTrap.call(MAKE_DATA, model, 0, 0, 0), "mj_makeData");
    }

    static void deleteData(long data) {
        ErrorTrap.call(DELETE_DATA, data, 0, 0, 0);
    }

    static void resetData(long model, long data) {
        ErrorTrap.call(RESET_DATA, model, data, 0, 0);
    }

    static void forward(long model, long data) {
        ErrorTrap.call(FORWARD, model, data, 0, 0);
    }

    static void step(long model, long data) {
        ErrorTrap.call(STEP, model, data, 0, 0);
    }

    static void rnePostConstraint(long model, long data) {
        ErrorTrap.call(RNE_POST_CONSTRAINT, model, data, 0, 0);
    }

    /// A function of up to three arguments that only pictures need.
    static void rendering(String function, long a, long b, long c) {
        ErrorTrap.call(address(function), a, b, c, 0);
    }

    static void updateScene(long model, long data, long option, long camera, long categories, long scene) {
        ErrorTrap.call(address("mjv_updateScene"), model, data, option, 0, camera, categories, scene);
    }

    /// Draws into the lower left corner of the buffer.
    static void render(int width, int height, long scene, long context) {
        ErrorTrap.call(address("mjr_render"), CORNER, extent(width, height), scene, context);
    }

    /// Reads colours only, three bytes a pixel.
    static void readPixels(long rgb, int width, int height, long context) {
        ErrorTrap.call(address("mjr_readPixels"), rgb, 0, CORNER, extent(width, height), context, 0, 0);
    }

    /// The second half of an `mjrRect`: a structure of 16 bytes is passed as two words by the calling conventions
    /// of Linux on x86-64 and on ARM64.
    private static long extent(int width, int height) {
        return (long) height << 32 | width;
    }

    private static long nonNull(long address, String function) {
        if (address == 0) {
            throw new MujocoException("MuJoCo: " + function + " failed, most likely for want of memory");
        }
        return address;
    }
}
