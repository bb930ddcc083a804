package org.sgmrl.report.chart;

import gg.jte.html.escape.Escape;
import gg.jte.output.StringOutput;

/// Text in pictures.
public final class SvgText {
    private SvgText() {}

    /// Text that is no markup, in an element or an attribute.
    ///
    /// @param text any text
    /// @return the same, escaped
    public static String escape(String text) {
        StringOutput content = new StringOutput();
        Escape.htmlContent(text, content);
        return content.toString().replace("\"", "&quot;");
    }
}
