package org.sgmrl.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Bytes for a stream. Unlike those of `Channels` it does not close the stream where the thread was interrupted.
final class StreamChannel implements WritableByteChannel {
    private final OutputStream stream;

    StreamChannel(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (bytes.hasArray()) {
            stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.limit());
        } else {
            byte[] copy = new byte[length];
            bytes.get(copy);
            stream.write(copy, 0, length);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
