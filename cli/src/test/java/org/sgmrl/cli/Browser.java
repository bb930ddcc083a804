package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.sgmrl.run.text.Json;

/// Debian's chromium without a window.
final class Browser {
    private Browser() {}

    /// What a page became, and what the browser logged meanwhile.
    record Page(String dom, String log) {}

    /// Opens an address, lets its scripts run and returns the document.
    static Page open(Path scratch, String address, String... flags) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, "browser");
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--allow-file-access-from-files",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=3000"));
        command.addAll(List.of(flags));
        command.addAll(List.of("--dump-dom", address));
        Process process = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("chromium did not end: " + Files.readString(log));
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return new Page(Files.readString(dom), Files.readString(log));
    }

    /// Opens a file in a frame of some width and returns the value of a script's expression there, as text.
    static String ask(Path scratch, Path file, int width, String expression, String... flags)
            throws IOException, InterruptedException {
        Path wrapper = Files.createTempFile(scratch, "frame", ".html");
        String page = String.format(
                Locale.ROOT, """
                <!doctype html><iframe width="%d" height="800" src="%s"></iframe><pre id="answer"></pre><script>
                onload = () => { const page = document.querySelector("iframe").contentWindow;
                  document.getElementById("answer").textContent = "[" + page.eval(%s) + "]"; };
                </script>
                """, width, file.toUri(), Json.line(Json.object().stringNode(expression)));
        Files.writeString(wrapper, page);
        String dom = open(scratch, wrapper.toUri().toString(), flags).dom();
        int start = dom.indexOf("<pre id=\"answer\">[");
        assertThat(start).as(dom).isNotNegative();
        return dom.substring(dom.indexOf('[', start) + 1, dom.indexOf("]</pre>", start));
    }
}
