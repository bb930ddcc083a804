package org.sgmrl.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Replaces files in one step: whoever opens the file, also after a crash or a loss of power, finds either
/// the whole old content or the whole new one.
///
/// The content goes to a temporary file `.sgmrl-….part` in the same folder, is forced to the disk and
/// renamed over the target; then the folder is forced, which makes the renaming itself durable. When
/// anything fails the temporary file is deleted and the target is as before. Only a killed process leaves a
/// temporary file behind.
///
/// A symbolic link stays one: the file it points to is replaced, or made where there is none. A file that is
/// replaced keeps its permissions, and its owner and group where the system allows it; one that nobody may write is
/// refused. Devices, pipes and `/dev/stdout` are not replaced: they get the bytes.
///
/// An interrupt of the thread that writes changes nothing: the file is written, and the thread stays interrupted.
public final class AtomicFile {
    /// Produces the content of a file.
    @FunctionalInterface
    public interface Content {
        /// Writes everything; the caller closes the channel.
        ///
        /// @param channel where the bytes go
        /// @throws IOException if writing fails
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    private static final Set<PosixFilePermission> OWN =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final Set<PosixFilePermission> GROUP =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private AtomicFile() {}

    /// Replaces or creates a file.
    ///
    /// @param target the file; its folder must exist
    /// @param content called once
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, Content content) throws IOException {
        switch (Target.of(target)) {
            case Target.Standard standard -> Output.print(standard.stream(), content);
            case Target.Through through -> {
                try (OutputStream stream = Files.newOutputStream(through.file(), StandardOpenOption.WRITE)) {
                    content.writeTo(new StreamChannel(stream));
                }
            }
            case Target.Replaced replaced -> replace(replaced, content);
        }
    }

    /// Refuses what [#write] would refuse before it writes anything: a folder, a read-only file, a folder that is
    /// missing or read-only.
    ///
    /// @param target the file
    /// @throws IOException if it cannot be written, with the reason
    public static void requireWritable(Path target) throws IOException {
        Target.of(target);
    }

    private static void replace(Target.Replaced target, Content content) throws IOException {
        Path temporary = create(target);
        boolean replaced = false;
        try {
            // Not a FileChannel, which an interrupt closes.
            try (OutputStream stream = Files.newOutputStream(temporary, StandardOpenOption.WRITE)) {
                keep(temporary, target.replaced());
                content.writeTo(new StreamChannel(stream));
                force(temporary, StandardOpenOption.WRITE);
            }
            Files.move(temporary, target.file(), StandardCopyOption.ATOMIC_MOVE);
            replaced = true;
        } finally {
            if (!replaced) {
                Files.deleteIfExists(temporary);
            }
        }
        forceFolder(target.folder());
    }

    private static Path newName(Path folder) {
        // Not createTempFile: the file shall have the permissions every new file gets.
        return folder.resolve(
                ".sgmrl-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
    }

    private static Path create(Target.Replaced target) throws IOException {
        // Nobody else reads what replaces a private file, not even while it is written.
        FileAttribute<?>[] attributes = target.replaced() == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWN)};
        while (true) {
            try {
                return Files.createFile(newName(target.folder()), attributes);
            } catch (FileAlreadyExistsException taken) {
                // Another name.
            }
        }
    }

    /// Gives a new file the owner, group and permissions of the old one.
    private static void keep(Path temporary, @Nullable PosixFileAttributes old) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (old == null || view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(old.permissions());
        PosixFileAttributes now = view.readAttributes();
        if (!now.group().equals(old.group())) {
            try {
                view.setGroup(old.group());
            } catch (IOException notAllowed) {
                // What the old group was allowed is not for another one.
                permissions.removeAll(GROUP);
            }
        }
        if (!now.owner().equals(old.owner())) {
            try {
                view.setOwner(old.owner());
            } catch (IOException notAllowed) {
                // A file of somebody else, in a folder that both may write: it is ours from now on.
                permissions.addAll(OWN);
            }
        }
        view.setPermissions(permissions);
    }

    /// Replaces or creates a file.
    ///
    /// @param target the file; its folder must exist
    /// @param content all its bytes
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(content)));
    }

    /// Replaces or creates a text file in UTF-8.
    ///
    /// @param target the file; its folder must exist
    /// @param content its text
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, String content) throws IOException {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        if (isOpenable(folder)) {
            force(folder, StandardOpenOption.READ);
        }
    }

    /// Not a folder that may be written but not listed, and no folder on Windows: the rename is done, only its durability
    /// is left to the system.
    private static boolean isOpenable(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            return channel.isOpen();
        } catch (IOException notOpenable) {
            return false;
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(path, option)) {
                channel.force(true);
                return channel;
            }
        });
    }
}
