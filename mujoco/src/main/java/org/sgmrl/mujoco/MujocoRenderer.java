package org.sgmrl.mujoco;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// MuJoCo's own renderer, drawing into memory through OSMesa: no display, no graphics card. Used and closed by the
/// thread that made it, which may have several.
///
/// Pictures are at most as large as the model's off-screen buffer (`<visual><global offwidth offheight>`).
public final class MujocoRenderer implements AutoCloseable {
    private static final int MOST_GEOMS = 1000;
    // From MuJoCo's headers, the same in all releases.
    private static final int FONT_SCALE = 100;
    private static final int OFFSCREEN = 1;
    private static final int EVERYTHING = 7;

    private final MujocoModel model;
    private final int width;
    private final int height;
    private final Osmesa gl;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scene;
    private final MemorySegment context;
    private final MemorySegment option;
    private final MemorySegment camera;
    private final MemorySegment pixels;
    private final Thread owner;
    private boolean closed;

    /// Prepares pictures of a model.
    ///
    /// @param model the model
    /// @param width of a picture, pixels
    /// @param height of a picture, pixels
    /// @throws MujocoUnavailableException if OSMesa is missing; the message says how to install it
    /// @throws MujocoException if MuJoCo cannot draw
    public MujocoRenderer(MujocoModel model, int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > 1 << 26) {
            throw new IllegalArgumentException("a picture of " + width + " × " + height + " pixels cannot be drawn");
        }
        this.owner = Thread.currentThread();
        super(); // the arena is opened after all this
        this.model = model;
        this.width = width;
        this.height = height;
        try {
            scene = arena.allocate(Native.LAYOUT.value("sizeof.mjvScene"), 16);
            context = arena.allocate(Native.LAYOUT.value("sizeof.mjrContext"), 16);
            option = arena.allocate(Native.LAYOUT.value("sizeof.mjvOption"), 16);
            camera = arena.allocate(Native.LAYOUT.value("sizeof.mjvCamera"), 16);
            pixels = arena.allocate(3L * width * height, 16);
            gl = new Osmesa();
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
        try {
            Native.rendering("mjv_defaultCamera", camera.address(), 0, 0);
            Native.rendering("mjv_defaultOption", option.address(), 0, 0);
            Native.rendering("mjv_defaultScene", scene.address(), 0, 0);
            Native.rendering("mjr_defaultContext", context.address(), 0, 0);
            Native.rendering("mjv_makeScene", model.address(), scene.address(), MOST_GEOMS);
            Native.rendering("mjr_makeContext", model.address(), context.address(), FONT_SCALE);
            Native.rendering("mjr_setBuffer", OFFSCREEN, context.address(), 0);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        } finally {
            Reference.reachabilityFence(model);
        }
    }

    /// Where the camera stands: in the model's units, angles in degrees.
    ///
    /// @param x of the point that is in the middle
    /// @param y of that point
    /// @param z of that point
    /// @param distance from that point
    /// @param azimuth direction of view, counterclockwise from the x axis, seen from above
    /// @param elevation of the view; negative from above
    public void camera(double x, double y, double z, double distance, double azimuth, double elevation) {
        requireUsable();
        long lookat = Native.LAYOUT.value("camera.lookat");
        camera.set(ValueLayout.JAVA_DOUBLE, lookat, x);
        camera.set(ValueLayout.JAVA_DOUBLE, lookat + 8, y);
        camera.set(ValueLayout.JAVA_DOUBLE, lookat + 16, z);
        camera.set(ValueLayout.JAVA_DOUBLE, Native.LAYOUT.value("camera.distance"), distance);
        camera.set(ValueLayout.JAVA_DOUBLE, Native.LAYOUT.value("camera.azimuth"), azimuth);
        camera.set(ValueLayout.JAVA_DOUBLE, Native.LAYOUT.value("camera.elevation"), elevation);
    }

    /// Draws a state.
    ///
    /// @param simulation of the model of this renderer; its computed positions must be those of its state
    /// @param rgb receives the picture, overwritten: 0xRRGGBB, rows from the top, `[height × width]`
    /// @throws MujocoException if MuJoCo reports an error
    public void draw(MujocoSimulation simulation, int[] rgb) {
        requireUsable();
        if (simulation.model() != model) {
            throw new IllegalArgumentException("the simulation is one of another model");
        }
        if (rgb.length != width * height) {
            throw new IllegalArgumentException(
                    "there is room for " + rgb.length + " pixels; the picture has " + width * height);
        }
        gl.makeCurrent();
        simulation.updateScene(option.address(), camera.address(), EVERYTHING, scene.address());
        Native.render(width, height, scene.address(), context.address());
        Native.readPixels(pixels.address(), width, height, context.address());
        for (int y = 0; y < height; y++) {
            // OpenGL's rows begin at the bottom.
            long from = 3L * width * (height - 1 - y);
            for (int x = 0; x < width; x++) {
                rgb[y * width + x] =
                        (channel(from + 3L * x) << 16) | (channel(from + 3L * x + 1) << 8) | channel(from + 3L * x + 2);
            }
        }
    }

    private int channel(long at) {
        return pixels.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the renderer is closed");
        }
        requireOwner();
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a renderer can be used by the thread that made it only");
        }
    }

    /// Frees all that was made for drawing.
    ///
    /// @throws IllegalStateException on another thread than the one that made the renderer; nothing is freed
    @Override
    public void close() {
        requireOwner();
        if (closed) {
            return;
        }
        closed = true;
        try {
            gl.makeCurrent();
            Native.rendering("mjr_freeContext", context.address(), 0, 0);
            Native.rendering("mjv_freeScene", scene.address(), 0, 0);
        } finally {
            gl.close();
            arena.close();
        }
    }
}
