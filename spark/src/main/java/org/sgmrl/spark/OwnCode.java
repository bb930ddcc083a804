package org.sgmrl.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.OwnParts;

/// What a run has that no worker finds by a name, as a copy by Java's serialization.
///
/// @param environment the environment; null where it is found by its id
/// @param parts policy and weights
/// @param classes those that the copy names, whose code a worker needs
record OwnCode(@Nullable MetaEnvironment<?> environment, OwnParts.OfWorkers parts, Set<Class<?>> classes) {

    /// The content of a copy.
    private record Content(@Nullable MetaEnvironment<?> environment, OwnParts.OfWorkers parts)
            implements Serializable {}

    /// A copy, with the classes that it names.
    ///
    /// @param bytes the copy
    /// @param classes whose code it needs
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Copy(byte[] bytes, Set<Class<?>> classes) {}

    /// Copies.
    ///
    /// @throws EngineException if something cannot be copied; the message names its class and what to do
    static Copy copy(@Nullable MetaEnvironment<?> environment, OwnParts.OfWorkers parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<Class<?>> classes = new LinkedHashSet<>();
        try (Noting out = new Noting(bytes, classes)) {
            out.writeObject(new Content(environment, parts));
        } catch (NotSerializableException e) {
            throw new EngineException(
                    "a part of this run cannot be copied to Spark's workers: class " + e.getMessage()
                            + " must implement java.io.Serializable; an environment may be listed by an"
                            + " EnvironmentProvider instead",
                    e);
        } catch (IOException e) {
            throw new EngineException(
                    "a part of this run cannot be copied to Spark's workers: " + SparkEngine.reason(e), e);
        }
        return new Copy(bytes.toByteArray(), classes);
    }

    /// Reads a copy on a worker.
    ///
    /// @throws EnvironmentException if a class is missing there
    static OwnCode read(byte[] bytes) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        try (Resolving in = new Resolving(new ByteArrayInputStream(bytes), classes)) {
            Content content = (Content) in.readObject();
            return new OwnCode(content.environment, content.parts, classes);
        } catch (ClassNotFoundException e) {
            throw new EnvironmentException(
                    "class " + e.getMessage() + " is unknown here; put it in a jar, which the driver sends, or on the"
                            + " workers' class path",
                    e);
        } catch (IOException e) {
            throw new EnvironmentException("the copy of a part of this run cannot be read: " + e, e);
        }
    }

    private static final class Noting extends ObjectOutputStream {
        private final Set<Class<?>> classes;

        Noting(OutputStream out, Set<Class<?>> classes) throws IOException {
            super(out);
            this.classes = classes;
        }

        @Override
        protected void annotateClass(Class<?> type) {
            classes.add(type);
        }
    }

    private static final class Resolving extends ObjectInputStream {
        private final Set<Class<?>> classes;

        Resolving(InputStream in, Set<Class<?>> classes) throws IOException {
            super(in);
            this.classes = classes;
        }

        /// By the loader that has the jars that the driver sent.
        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> type;
            try {
                type = Class.forName(
                        description.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                type = super.resolveClass(description); // primitive types have no class of their name
            }
            classes.add(type);
            return type;
        }
    }
}
