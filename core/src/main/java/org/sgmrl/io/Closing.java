package org.sgmrl.io;

import java.util.ArrayList;
import java.util.List;

/// Closes several things, the last added first, and all of them also where closing one fails. For constructors that
/// open several, where the later ones may fail:
///
/// ```java
/// try (Closing opened = new Closing()) {
///     first = opened.add(new First());
///     second = opened.add(new Second(first));
///     opened.keep();
/// }
/// ```
public final class Closing implements AutoCloseable {
    private final List<AutoCloseable> opened = new ArrayList<>();

    /// Nothing yet.
    public Closing() {}

    /// Adds something that is to be closed.
    ///
    /// @param <C> its type
    /// @param closeable it
    /// @return it
    public <C extends AutoCloseable> C add(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    /// Leaves everything open: whoever called this will close it.
    public void keep() {
        opened.clear();
    }

    /// Closes all, the last first. The first failure is thrown after that and carries the others.
    @Override
    public void close() {
        Throwable failure = null;
        for (AutoCloseable closeable : opened.reversed()) {
            try {
                closeable.close();
            } catch (Exception | Error e) {
                if (failure == null) {
                    failure = e;
                } else if (!failure.equals(e)) {
                    failure.addSuppressed(e);
                }
            }
        }
        opened.clear();
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
