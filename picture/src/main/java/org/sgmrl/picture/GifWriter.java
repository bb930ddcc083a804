package org.sgmrl.picture;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/// Writes an animated GIF that runs for ever. Of each frame only the rectangle that changed is
/// stored, with what
/// stays in it transparent.
final class GifWriter implements AutoCloseable {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    /// Application extension "NETSCAPE2.0": sub-block 1, repeat 0 times, which means for ever.
    private static final byte[] FOR_EVER = {1, 0, 0};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes);
    private final ImageWriter writer =
            ImageIO.getImageWritersByFormatName("gif").next();
    private final int width;
    private final int height;
    private final Palette palette;
    private final IndexColorModel model;
    private final int[] row;
    private final byte[] shown;
    private final byte[] next;
    private @Nullable BufferedImage pending;
    private Rectangle pendingPlace = new Rectangle();
    private int pendingDelay;
    private int frames;

    GifWriter(int width, int height, Palette palette) throws IOException {
        this.width = width;
        this.height = height;
        this.palette = palette;
        this.model = palette.model();
        this.row = new int[width];
        this.shown = new byte[width * height];
        this.next = new byte[width * height];
        writer.setOutput(stream);
        writer.prepareWriteSequence(null);
    }

    /// Adds a frame; one that looks like the one before lengthens that.
    ///
    /// @param image of this writer's size
    /// @param delay how long it is shown, hundredths of a second
    void add(BufferedImage image, int delay) throws IOException {
        boolean first = pending == null && frames == 0;
        Rectangle changed = new Rectangle();
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            int left = width;
            int right = -1;
            for (int x = 0; x < width; x++) {
                byte index = palette.index(row[x]);
                int at = y * width + x;
                next[at] = index;
                if (first || index != shown[at]) {
                    left = Math.min(left, x);
                    right = x;
                }
            }
            if (right >= 0) {
                changed = changed.union(new Rectangle(left, y, right - left + 1, 1));
            }
        }
        if (changed.isEmpty()) {
            pendingDelay += delay;
            return;
        }
        flush();
        pending = cut(changed, first);
        pendingPlace = changed;
        pendingDelay = delay;
        System.arraycopy(next, 0, shown, 0, next.length);
    }

    private BufferedImage cut(Rectangle place, boolean whole) {
        BufferedImage image = new BufferedImage(place.width, place.height, BufferedImage.TYPE_BYTE_INDEXED, model);
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < place.height; y++) {
            for (int x = 0; x < place.width; x++) {
                int at = (place.y + y) * width + place.x + x;
                pixels[y * place.width + x] = whole || next[at] != shown[at] ? next[at] : (byte) palette.transparent();
            }
        }
        return image;
    }

    private void flush() throws IOException {
        if (pending == null) {
            return;
        }
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(pending), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode place = child(root, "ImageDescriptor");
        place.setAttribute("imageLeftPosition", Integer.toString(pendingPlace.x));
        place.setAttribute("imageTopPosition", Integer.toString(pendingPlace.y));
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("delayTime", Integer.toString(pendingDelay));
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "TRUE");
        control.setAttribute("transparentColorIndex", Integer.toString(palette.transparent()));
        if (frames == 0) {
            IIOMetadataNode application = new IIOMetadataNode("ApplicationExtension");
            application.setAttribute("applicationID", "NETSCAPE");
            application.setAttribute("authenticationCode", "2.0");
            application.setUserObject(FOR_EVER);
            child(root, "ApplicationExtensions").appendChild(application);
        }
        metadata.setFromTree(FORMAT, root);
        writer.writeToSequence(new IIOImage(pending, null, metadata), null);
        frames++;
        pending = null;
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return (IIOMetadataNode) node;
            }
        }
        IIOMetadataNode node = new IIOMetadataNode(name);
        root.appendChild(node);
        return node;
    }

    /// Ends the animation.
    ///
    /// @return the file's bytes
    byte[] finish() throws IOException {
        flush();
        writer.endWriteSequence();
        stream.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        writer.dispose();
        stream.close();
    }
}
