package org.sgmrl.io;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of everything written to it.
final class DigestChannel implements WritableByteChannel {
    private final MessageDigest digest;

    DigestChannel() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    void write(byte[] bytes) {
        digest.update(bytes);
    }

    @Override
    public int write(ByteBuffer bytes) {
        int length = bytes.remaining();
        digest.update(bytes);
        return length;
    }

    /// Ends the computation.
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
