package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.BaseStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sgmrl.io.Closing;

/// What a constructor or a factory has opened is closed when what follows fails: nobody else can. In the bytecode: after
/// something has been opened in the constructor of a closeable class or in a method that returns something closeable,
/// nothing is called but under a handler of all errors (`try (Closing …)`, `finally`, `catch (RuntimeException | Error e)`).
/// Whoever opens last needs none.
final class OpenedResourcesTest {
    /// Return what somebody else owns.
    private static final Set<String> LENT = Set.of(
            "TaskModel.model",
            "MujocoSimulation.model",
            "Locomotion.model",
            "Process.getOutputStream",
            "Process.getInputStream",
            "Process.outputWriter",
            "Process.inputReader");

    /// Take what is open over, or cannot fail.
    private static final Set<String> HAND_OVER =
            Set.of("Optional.of", "List.add", "Closing.<init>", "Reference.reachabilityFence");

    /// Closeable by name, with nothing to close.
    private static final List<Class<?>> MEMORY = List.of(
            BaseStream.class,
            ByteArrayInputStream.class,
            ByteArrayOutputStream.class,
            StringReader.class,
            StringWriter.class,
            MemoryCacheImageOutputStream.class,
            Closing.class);

    @ParameterizedTest
    @FieldSource("org.sgmrl.cli.CompiledClasses#MODULES")
    void nothingFailsWhileSomethingIsOpen(Class<?> member) throws Exception {
        List<String> found = new ArrayList<>();
        for (ClassModel type : CompiledClasses.of(member)) {
            found.addAll(leaks(type));
        }
        assertThat(found).isEmpty();
    }

    /// The negative control.
    @Test
    void whatLeaksIsFound() throws Exception {
        List<String> found = new ArrayList<>();
        for (ClassModel type : CompiledClasses.of(OpenedResourcesTest.class)) {
            if (type.thisClass().asSymbol().displayName().startsWith("OpenedResourcesTest$")) {
                found.addAll(leaks(type));
            }
        }
        assertThat(found)
                .satisfiesExactlyInAnyOrder(
                        leak -> assertThat(leak).contains("Leaking.<init>", "String.length"),
                        leak -> assertThat(leak).contains("Leaking.open", "Leaking.check"));
    }

    private static final class Resource implements AutoCloseable {
        @Override
        public void close() {
            // Nothing to do.
        }
    }

    private static class Leaking implements AutoCloseable {
        private final Resource resource;
        private final int length;

        Leaking(String text) {
            resource = new Resource();
            length = text.length();
        }

        @SuppressWarnings("UnusedMethod") // the rule reads it
        static Leaking open(String text) {
            Leaking leaking = new Leaking(text);
            leaking.check();
            return leaking;
        }

        final void check() {
            if (length > 10) {
                throw new IllegalStateException("too long");
            }
        }

        @Override
        public void close() {
            resource.close();
        }
    }

    /// As it should be.
    @SuppressWarnings({"UnusedMethod", "UnusedNestedClass"}) // the rule reads it
    private static final class Tight extends Leaking {
        private final Resource second;
        private final Resource third;

        Tight(String text) {
            super(text);
            try (Closing opened = new Closing()) {
                second = opened.add(new Resource());
                check();
                opened.keep();
            }
            third = new Resource();
        }

        @Override
        public void close() {
            third.close();
            second.close();
            super.close();
        }
    }

    private static List<String> leaks(ClassModel type) {
        List<String> leaks = new ArrayList<>();
        for (MethodModel method : type.methods()) {
            boolean constructor = method.methodName().equalsString("<init>");
            ClassDesc made = constructor
                    ? type.thisClass().asSymbol()
                    : method.methodTypeSymbol().returnType();
            if (isCloseable(made) && method.code().orElse(null) instanceof CodeAttribute code) {
                String leak = leak(type, code, constructor);
                if (leak != null) {
                    leaks.add(type.thisClass().asSymbol().displayName() + "." + method.methodName() + leak);
                }
            }
        }
        return leaks;
    }

    /// The first call in the order of the code that may fail while something is open.
    private static @Nullable String leak(ClassModel type, CodeAttribute code, boolean constructor) {
        int next = 0;
        int line = 0;
        boolean constructed = !constructor;
        boolean failed = false;
        String open = null;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
            }
            if (!(element instanceof Instruction instruction)) {
                continue;
            }
            int here = next;
            next += instruction.sizeInBytes();
            failed |= isHandler(code, here);
            switch (instruction) {
                // In a factory what follows is reached on another way; what a constructor has opened stays open.
                case ReturnInstruction _, ThrowInstruction _, BranchInstruction _ -> {
                    open = constructor ? open : null;
                    failed = false;
                }
                case InvokeInstruction call -> {
                    if (failed) {
                        continue;
                    }
                    boolean initializes = call.name().equalsString("<init>");
                    if (!constructed && initializes && isOwn(type, call)) {
                        constructed = true;
                        continue;
                    }
                    String name = call.owner().asSymbol().displayName() + "." + call.name();
                    boolean opens = opens(call, initializes, name);
                    if (opens && (constructor || !isGuarded(code, here)) && (open == null || initializes)) {
                        open = name;
                    } else if (name.endsWith(".close")) {
                        open = name.equals("Closing.close") ? open : null;
                    } else if (open != null && !HAND_OVER.contains(name) && !isGuarded(code, here)) {
                        return ":" + line + " calls " + name + " with " + open + " open";
                    }
                }
                default -> {}
            }
        }
        return null;
    }

    private static boolean isHandler(CodeAttribute code, int at) {
        return code.exceptionHandlers().stream().anyMatch(handler -> code.labelToBci(handler.handler()) == at);
    }

    private static boolean opens(InvokeInstruction call, boolean initializes, String name) {
        ClassDesc made =
                initializes ? call.owner().asSymbol() : call.typeSymbol().returnType();
        return isCloseable(made) && !LENT.contains(name);
    }

    /// Whether a constructor calls another one of its class or of the class above.
    private static boolean isOwn(ClassModel type, InvokeInstruction call) {
        return call.owner().asSymbol().equals(type.thisClass().asSymbol())
                || type.superclass()
                        .map(above -> above.asSymbol().equals(call.owner().asSymbol()))
                        .orElse(false);
    }

    private static boolean isGuarded(CodeAttribute code, int at) {
        return code.exceptionHandlers().stream()
                .anyMatch(handler -> code.labelToBci(handler.tryStart()) <= at
                        && at < code.labelToBci(handler.tryEnd())
                        && handler.catchType()
                                .map(caught -> Set.of("Throwable", "Error")
                                        .contains(caught.asSymbol().displayName()))
                                .orElse(true));
    }

    private static boolean isCloseable(ClassDesc type) {
        if (!type.isClassOrInterface()) {
            return false;
        }
        String descriptor = type.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
        try {
            Class<?> loaded = Class.forName(name, false, OpenedResourcesTest.class.getClassLoader());
            return AutoCloseable.class.isAssignableFrom(loaded)
                    && MEMORY.stream().noneMatch(memory -> memory.isAssignableFrom(loaded));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("a class of the code is not on the class path", e);
        }
    }
}
