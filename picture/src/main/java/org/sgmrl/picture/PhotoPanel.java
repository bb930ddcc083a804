package org.sgmrl.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// Pictures of one take by a renderer that is not ours.
final class PhotoPanel implements Painter {
    private final Photographer photographer;
    private final Take take;
    private final Rectangle2D place;
    private final BufferedImage photo;

    /// @param photographer whose pictures are as large as the place
    /// @param place in pixels
    PhotoPanel(Photographer photographer, Take take, Rectangle2D place) {
        this.photographer = photographer;
        this.take = take;
        this.place = place;
        photo = new BufferedImage(width(place), height(place), BufferedImage.TYPE_INT_RGB);
    }

    static int width(Rectangle2D place) {
        return (int) Math.rint(place.getWidth()) + 1;
    }

    static int height(Rectangle2D place) {
        return (int) Math.rint(place.getHeight()) + 1;
    }

    @Override
    public void paint(Graphics2D g, int step, boolean all) {
        photographer.take(
                take.shown().state(step), ((DataBufferInt) photo.getRaster().getDataBuffer()).getData());
        g.drawImage(photo, (int) place.getX(), (int) place.getY(), null);
        g.setColor(new Color(Theme.LINE));
        g.setStroke(new BasicStroke(1));
        g.draw(place);
    }
}
