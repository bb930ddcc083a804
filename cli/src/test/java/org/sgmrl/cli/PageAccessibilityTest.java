package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who sees little, hears the page or has no mouse: in light and dark, axe-core finds no violation of WCAG 2.2 at levels A
/// and AA, and, where it does not look, text in drawings stands out as well (1.4.3), pictures have a name and whatever can
/// be clicked or scrolled can be reached by the keyboard.
final class PageAccessibilityTest {
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
              // A drawing may bring its own ground.
              const ground = element =>
                element.querySelector(':scope > rect[width="100%"]')?.getAttribute('fill')
                  ?? getComputedStyle(element).backgroundColor;
              const behind = element =>
                element === null ? bare : over(rgba(ground(element)), behind(element.parentElement));
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

    /// Notes what has the focus, and whether that can be seen.
    private static final String WATCH_THE_FOCUS = """
            window.reached = new Set();
            window.unseen = [];
            document.addEventListener('focusin', event => {
              reached.add(event.target);
              if (getComputedStyle(event.target).outlineStyle === 'none') {
                unseen.push(event.target.outerHTML.slice(0, 120));
              }
            });
            document.activeElement.blur();""";

    private static final String STOPS = """
            [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
              .filter(e => e.checkVisibility())""";

    /// What axe-core has against a page.
    private static final String VIOLATIONS = """
            axe.run({
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
              resultTypes: ['violations'],
            }).then(found => found.violations.flatMap(violation =>
              violation.nodes.map(node => violation.id + ': ' + node.html.slice(0, 160))))""";

    private static final String AXE = axe();

    @TempDir
    private static Path shared;

    private static LivePage browser;
    private static SamplePages pages;

    @TempDir
    private Path folder;

    private static String axe() {
        try (InputStream script = PageAccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void startTheBrowser() throws Exception {
        pages = new SamplePages(shared);
        browser = pages.browser();
        browser.resize(1200, 900);
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
    void aPageIsForEverybody(SamplePages.Sample page) throws Exception {
        SamplePages.open(browser, page);
        browser.ask(AXE + ";axe.version");
        for (String scheme : List.of("light", "dark")) {
            browser.prefer("prefers-color-scheme", scheme);
            assertThat(browser.texts(FAINT)).as(scheme).isEmpty();
            assertThat(browser.texts(VIOLATIONS)).as(scheme).isEmpty();
        }
        assertThat(browser.texts(UNREACHABLE)).isEmpty();
        tabThrough();
        assertThat(browser.texts(STOPS + ".filter(e => !reached.has(e)).map(e => e.outerHTML.slice(0, 120))"))
                .isEmpty();
        assertThat(browser.texts("unseen")).isEmpty();
    }

    private static void tabThrough() throws Exception {
        browser.ask(WATCH_THE_FOCUS);
        int stops = browser.ask(STOPS + ".length").asInt();
        assertThat(stops).isPositive();
        for (int i = 0; i < stops; i++) {
            browser.press("Tab", "Tab", 9);
        }
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

    @Test
    void theNegativeControlsOfTheFocusAreNoticed() throws Exception {
        Path page = Files.writeString(
                folder.resolve("bad.html"),
                "<!doctype html><button>seen</button><button style=\"outline: none\">unseen</button>"
                        + "<button tabindex=\"-1\">passed by</button>");
        browser.open(page.toUri().toString());
        tabThrough();
        assertThat(browser.texts(STOPS + ".filter(e => !reached.has(e)).map(e => e.textContent)"))
                .containsExactly("passed by");
        assertThat(browser.texts("unseen")).singleElement().asString().contains(">unseen<");
    }

    /// A page with one fault for each level; the last one is there in the dark only.
    @Test
    void theNegativeControlsOfAxeAreNoticed() throws Exception {
        Path page = Files.writeString(folder.resolve("bad.html"), """
                <!doctype html><html><head><meta name="viewport" content="width=device-width, user-scalable=no"><title>bad</title>
                <style>body { background: #fff; color: #000 } @media (prefers-color-scheme: dark) { body { background: #111 } }</style></head>
                <body><main><h1>bad</h1><img src="none.png"><p>Faint in the dark.</p>
                <button style="width: 9px; height: 9px" aria-label="a"></button><button style="width: 9px; height: 9px"
                aria-label="b"></button></main></body></html>
                """);
        browser.open(page.toUri().toString());
        browser.ask(AXE + ";axe.version");
        browser.prefer("prefers-color-scheme", "light");
        assertThat(rules()).containsExactlyInAnyOrder("html-has-lang", "image-alt", "meta-viewport", "target-size");
        browser.prefer("prefers-color-scheme", "dark");
        assertThat(rules()).contains("color-contrast");
    }

    private static Set<String> rules() throws Exception {
        return browser.texts(VIOLATIONS).stream()
                .map(violation -> violation.substring(0, violation.indexOf(':')))
                .collect(Collectors.toSet());
    }
}
