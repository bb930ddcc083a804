package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pages in windows from a phone's to a large screen's, opened in a real browser: nothing is wider than the window, and
/// tables that scroll keep their first column in view and room for the others beside it.
final class PageWidthTest {
    static final int[] WIDTHS = {320, 390, 768, 1200, 1920};

    /// Elements that reach beyond the window, but for what scrolls in a place of its own and parts of drawings.
    private static final String TOO_WIDE = """
            [...document.querySelectorAll('body *')]
              .filter(e => e.closest('.scroll, .wide') === null || e.matches('.scroll, .wide'))
              .filter(e => e.closest('svg') === null || e.matches('svg'))
              .filter(e => {
                const box = e.getBoundingClientRect();
                return box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
              })
              .map(e => e.outerHTML.slice(0, 120))""";

    /// Elements that reach beyond the paper, but for parts of drawings.
    private static final String CUT_OFF = """
            [...document.querySelectorAll('body *')]
              .filter(e => e.closest('svg') === null || e.matches('svg'))
              .filter(e => {
                const box = e.getBoundingClientRect();
                return box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
              })
              .map(e => e.outerHTML.slice(0, 160))""";

    /// Scrolling places that lose sight of their first column, or whose first column leaves less than a third to the
    /// others.
    private static final String OUT_OF_VIEW = """
            [...document.querySelectorAll('.scroll')].filter(place => {
              place.scrollLeft = 1e6;
              const window = place.getBoundingClientRect();
              // On a phone, rows may be cards.
              const rows = [...place.querySelectorAll('tr')].filter(row => getComputedStyle(row).display === 'table-row');
              const wrong = rows.some(row => {
                const key = row.cells[0].getBoundingClientRect();
                return Math.abs(key.left - window.left) > 1 || key.width > 2 / 3 * window.width;
              });
              return wrong || place.scrollLeft > 0 !== place.scrollWidth > place.clientWidth;
            }).map(place => place.outerHTML.slice(0, 200))""";

    /// Tables that stand in no place that scrolls; those of charts' legends wrap.
    private static final String LOOSE = """
            [...document.querySelectorAll('table')].filter(e => e.closest('.scroll, .u-legend') === null
              && !e.matches('.u-legend')).map(e => e.outerHTML.slice(0, 120))""";

    @TempDir
    private static Path shared;

    private static LivePage browser;
    private static SamplePages pages;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startTheBrowser() throws Exception {
        pages = new SamplePages(shared);
        browser = pages.browser();
    }

    @AfterAll
    static void endTheBrowser() {
        pages.close();
    }

    static List<SamplePages.Sample> everyKind() {
        return pages.all();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aPageFitsIntoEveryWindow(SamplePages.Sample page) throws Exception {
        SamplePages.open(browser, page);
        assertThat(browser.ask("document.querySelectorAll('.scroll table').length")
                        .asInt())
                .isEqualTo(page.tables());
        assertThat(browser.texts(LOOSE)).isEmpty();
        for (int width : WIDTHS) {
            browser.resize(width, 900);
            browser.await("innerWidth === " + width);
            browser.await("document.documentElement.scrollWidth <= " + width);
            assertThat(browser.texts(TOO_WIDE)).as("%d pixels", width).isEmpty();
            assertThat(browser.texts(OUT_OF_VIEW)).as("%d pixels", width).isEmpty();
        }
    }

    /// A4 upright with margins of a centimetre; nothing scrolls on paper.
    @ParameterizedTest
    @MethodSource("everyKind")
    void aPageFitsOntoPaper(SamplePages.Sample page) throws Exception {
        SamplePages.open(browser, page);
        browser.resize(718, 1000);
        browser.await("innerWidth === 718");
        browser.print();
        try {
            assertThat(browser.texts(CUT_OFF)).isEmpty();
            assertThat(browser.texts("[...document.querySelectorAll('th')].filter(e => e.textContent !== ''"
                            + " && e.checkVisibility() && e.innerText === '').map(e => e.outerHTML)"))
                    .isEmpty();
            assertThat(browser.ask("getComputedStyle(document.documentElement).getPropertyValue('--card').trim()")
                            .asString())
                    .isEqualTo("#fff");
            assertThat(browser.ask(
                                    "document.querySelectorAll('.chart').length"
                                            + " <= [...document.querySelectorAll('.chart > :is(svg, .uplot)')]"
                                            + ".filter(e => e.checkVisibility()).length + document.querySelectorAll('[hidden] .chart').length")
                            .asBoolean())
                    .as("every chart is drawn")
                    .isTrue();
        } finally {
            browser.leavePaper();
        }
    }

    @Test
    void theNegativeControlATableThatIsTooWideIsNoticed() throws Exception {
        Path page = Files.writeString(
                folder.resolve("wide.html"),
                "<!doctype html><meta name=\"viewport\" content=\"width=device-width\"><table><tr><td>"
                        + SamplePages.LONG + SamplePages.LONG + "</td></tr></table>");
        browser.open(page.toUri().toString());
        browser.resize(390, 900);
        browser.await("innerWidth === 390");
        assertThat(browser.texts(TOO_WIDE)).anyMatch(element -> element.startsWith("<table>"));
        assertThat(browser.texts(LOOSE)).hasSize(1);
    }
}
