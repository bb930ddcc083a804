package org.sgmrl.report.chart;

import gg.jte.html.escape.Escape;
import gg.jte.output.StringOutput;

/// Text in pictures.
final class SvgText {
    private SvgText() {}

    /// Text that is no markup, in an element or an attribute.
    static String escape(String text) {
        StringOutput content = new StringOutput();
        Escape.htmlContent(text, content);
        return content.toString().replace("\"", "&quot;");
    }
}
