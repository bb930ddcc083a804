package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages in windows from a phone's to a large screen's, opened in a real browser: nothing is wider than the window, and
/// tables that scroll keep their first column in view and room for the others beside it.
final class PageWidthTest {
    static final int[] WIDTHS = {320, 390, 768, 1200, 1920};

    private static final String LONG =
            "a_name_without_any_space_as_folders_of_runs_have_them_when_they_tell_all_settings";

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

    @TempDir
    private Path folder;

    @BeforeAll
    static void startTheBrowser() throws Exception {
        browser = new LivePage(shared, "--allow-file-access-from-files");
    }

    @AfterAll
    static void endTheBrowser() {
        browser.close();
    }

    private static void assertFits(Path page, int tables) throws Exception {
        browser.open(page.toUri().toString());
        browser.ask("document.querySelectorAll('details').forEach(details => details.open = true)");
        assertThat(browser.ask("document.querySelectorAll('.scroll table').length")
                        .asInt())
                .isEqualTo(tables);
        assertThat(browser.texts(LOOSE)).isEmpty();
        for (int width : WIDTHS) {
            browser.resize(width, 900);
            browser.await("innerWidth === " + width);
            browser.await("document.documentElement.scrollWidth <= " + width);
            assertThat(browser.texts(TOO_WIDE)).as("%d pixels", width).isEmpty();
            assertThat(browser.texts(OUT_OF_VIEW)).as("%d pixels", width).isEmpty();
        }
    }

    @Test
    void ofRuns() throws Exception {
        Path first = folder.resolve(LONG);
        Path second = folder.resolve("short");
        assertThat(Cli.run(Runs.train(first, "--iterations", "12")).exitCode()).isZero();
        assertThat(Cli.run(Runs.train(second, "--iterations", "12", "--algorithm", "maml"))
                        .exitCode())
                .isZero();
        Path page = folder.resolve("page.html");
        assertThat(Cli.run("report", first.toString(), second.toString(), "--out", page.toString())
                        .exitCode())
                .isZero();
        assertFits(page, 4);
        assertFits(first.resolve("report.html"), 1);
    }

    @Test
    void ofCertificates() throws Exception {
        Path problem = Files.copy(Path.of("..", "examples", "mdp", "corridor.json"), folder.resolve(LONG + ".json"));
        Path out = folder.resolve("result.json");
        Cli.Result result = Cli.run(
                "certify",
                problem.toString(),
                "--inner-trajectories",
                "1",
                "--samples",
                "20",
                "--flow",
                "sg-mrl,maml",
                "--flow-steps",
                "3",
                "--converge",
                "--iterations",
                "5",
                "--seeds",
                "2",
                "--out",
                out.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertFits(folder.resolve("result.html"), 4);
    }

    @Test
    void ofExperiments() throws Exception {
        assertFits(PageTextTest.experiment(folder, LONG), 3);
    }

    /// The negative control.
    @Test
    void aTableThatIsTooWideIsNoticed() throws Exception {
        Path page = Files.writeString(
                folder.resolve("wide.html"),
                "<!doctype html><meta name=\"viewport\" content=\"width=device-width\"><table><tr><td>" + LONG + LONG
                        + "</td></tr></table>");
        browser.open(page.toUri().toString());
        browser.resize(390, 900);
        browser.await("innerWidth === 390");
        assertThat(browser.texts(TOO_WIDE)).anyMatch(element -> element.startsWith("<table>"));
        assertThat(browser.texts(LOOSE)).hasSize(1);
    }
}
