package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who sees little or has no mouse: text stands out from what is behind it as WCAG 2.2 asks for at level AA (1.4.3), in
/// light and dark; pictures have a name; whatever can be clicked or scrolled can be reached by the keyboard.
final class PageContrastTest {
    /// Texts with too little contrast: 4.5, or 3 for large ones. Relative luminance as WCAG defines it.
    private static final String FAINT = """
            (() => {
              const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgba = colour => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data;
              };
              const over = ([r, g, b, a], below) => [r, g, b].map((c, i) => c * a / 255 + below[i] * (1 - a / 255));
              const probe = document.body.appendChild(document.createElement('div'));
              probe.style.background = 'Canvas'; // a drawing's does not follow the scheme
              const bare = rgba(getComputedStyle(probe).backgroundColor);
              probe.remove();
              const behind = element => element === null
                ? bare
                : over(rgba(getComputedStyle(element).backgroundColor), behind(element.parentElement));
              const luminance = colour => {
                const [r, g, b] = [...colour].map(c => c / 255)
                  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              return [...document.querySelectorAll('body *')]
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim() !== ''))
                .filter(e => !e.matches('script, style, noscript') && e.getClientRects().length > 0)
                .map(e => {
                  const style = getComputedStyle(e);
                  const below = behind(e);
                  const ink = e.closest('svg') === null ? style.color : style.fill;
                  const [low, high] =
                    [luminance(over(rgba(ink), below)), luminance(below)].sort((a, b) => a - b);
                  const size = parseFloat(style.fontSize);
                  const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
                  return [(high + 0.05) / (low + 0.05), large ? 3 : 4.5, e.outerHTML.slice(0, 120)];
                })
                .filter(([ratio, least]) => ratio < least)
                .map(([ratio, least, text]) => ratio.toFixed(2) + ' of ' + least + ': ' + text);
            })()""";

    /// Pictures without a name, and what a mouse can use and a keyboard cannot.
    private static final String UNREACHABLE = """
            [...document.querySelectorAll('svg:not([aria-label]):not([aria-hidden]), img:not([alt])'),
             ...[...document.querySelectorAll('body *')].filter(e => e.onclick !== null && e.tabIndex < 0),
             ...document.querySelectorAll('.scroll:not([tabindex="0"])')]
              .map(e => e.outerHTML.slice(0, 120))""";

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

    private static void assertReadable(Path page) throws Exception {
        browser.open(page.toUri().toString());
        browser.ask("document.querySelectorAll('details').forEach(details => details.open = true)");
        for (String scheme : List.of("light", "dark")) {
            browser.prefer("prefers-color-scheme", scheme);
            assertThat(browser.texts(FAINT)).as("%s, %s", page, scheme).isEmpty();
        }
        assertThat(browser.texts(UNREACHABLE)).isEmpty();
    }

    @Test
    void ofRuns() throws Exception {
        List<String> report = new ArrayList<>(List.of("report"));
        for (String method : List.of("sg-mrl", "maml", "e-maml", "lvc", "dice")) {
            Path run = folder.resolve(method);
            assertThat(Cli.run(Runs.train(run, "--iterations", "4", "--algorithm", method))
                            .exitCode())
                    .isZero();
            report.add(run.toString());
        }
        // Colours beyond those of methods.
        for (String size : List.of("0.1", "0.2", "0.3", "0.4", "0.5", "0.6")) {
            Path run = folder.resolve(size);
            assertThat(Cli.run(Runs.train(run, "--iterations", "4", "--outer-step-size", size))
                            .exitCode())
                    .isZero();
            report.add(run.toString());
        }
        Path page = folder.resolve("page.html");
        report.addAll(List.of("--out", page.toString()));
        assertThat(Cli.run(report.toArray(String[]::new)).exitCode()).isZero();
        assertReadable(page);
        assertReadable(folder.resolve("maml/report.html"));
    }

    @Test
    void ofCertificates() throws Exception {
        Path out = folder.resolve("result.json");
        Cli.Result result = Cli.run(
                "certify",
                Path.of("..", "examples", "mdp", "two-state.json").toString(),
                "--samples",
                "20",
                "--flow",
                "sg-mrl,maml",
                "--flow-steps",
                "3",
                "--out",
                out.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertReadable(folder.resolve("result.html"));
    }

    @Test
    void ofExperiments() throws Exception {
        assertReadable(PageTextTest.experiment(folder, "sg-mrl"));
    }

    @Test
    void theNegativeControlsAreNoticed() throws Exception {
        Path page = Files.writeString(
                folder.resolve("bad.html"),
                "<!doctype html><body style=\"background: #fff\"><p style=\"color: #777\">4.48</p>"
                        + "<p style=\"color: #767676\">4.54</p><svg></svg><div onclick=\"1\"></div>");
        browser.open(page.toUri().toString());
        browser.prefer("prefers-color-scheme", "light");
        assertThat(browser.texts(FAINT))
                .singleElement()
                .asString()
                .startsWith("4.48 of 4.5")
                .contains("4.48</p>");
        assertThat(browser.texts(UNREACHABLE)).hasSize(2);
    }
}
