package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.cli.ShellSandbox.Result;

/// What `scripts/environment.sh` does on a Debian where a JDK, Maven or other packages are missing.
final class InstallerTest {
    private static final String COMMAND = "apt-get install --no-install-recommends openjdk-25-jdk-headless maven";

    private ShellSandbox sandbox;
    private Path calls;
    private Path jdk;

    /// A Debian whose apt-get makes a JDK of a package of that name.
    @BeforeEach
    void makeMachine(@TempDir Path folder) throws IOException {
        sandbox = new ShellSandbox(folder);
        calls = Files.createFile(folder.resolve("calls"));
        jdk = sandbox.machine.resolve("usr/lib/jvm/java-25");
        Path made = ShellSandbox.jdk(folder.resolve("package"), "25.0.3");
        ShellSandbox.script(
                sandbox.bin.resolve("apt-get"),
                "echo \"$@\" >>'" + calls + "'",
                "echo chatter; echo chatter >&2",
                "case $1-$* in install-*openjdk*) mkdir -p '" + jdk.getParent() + "'",
                "cp -R '" + made + "' '" + jdk + "';; esac");
        ShellSandbox.script(sandbox.bin.resolve("dpkg-query"), "exit 1");
        ShellSandbox.script(sandbox.bin.resolve("apt-cache"), "exit 0");
        user(0);
    }

    private void user(int id) throws IOException {
        ShellSandbox.script(sandbox.bin.resolve("id"), "echo " + id);
    }

    private void sudo(String answer) throws IOException {
        ShellSandbox.script(sandbox.bin.resolve("sudo"), "shift", answer);
    }

    private Result require(String... packages) throws IOException, InterruptedException {
        return sandbox.run(
                sandbox.folder,
                "/usr/bin/env",
                "bash",
                "-c",
                ". '" + ShellSandbox.project().resolve("scripts/environment.sh") + "'; require_jdk "
                        + String.join(" ", packages) + "; printf '%s %s' $? \"$jdk_home\"");
    }

    @Test
    void rootGetsAllThatIsMissingAtOnceAfterBeingTold() throws Exception {
        Result result = require("maven");
        assertThat(result.errors())
                .isEqualTo("sgmrl: installing openjdk-25-jdk-headless maven with apt-get, which may take some"
                        + " minutes…\n");
        assertThat(result.output()).isEqualTo("0 " + jdk);
        assertThat(calls)
                .content()
                .startsWith("update ")
                .contains("\ninstall ", " --no-install-recommends openjdk-25-jdk-headless maven\n");
    }

    @Test
    void soDoesWhoMayBecomeRootWithoutAPassword() throws Exception {
        user(1000);
        sudo("[ \"$1\" = true ] || exec \"$@\"");
        assertThat(require("maven").output()).isEqualTo("0 " + jdk);
    }

    @Test
    void whoMayNotIsToldTheOneCommandAndNothingIsInstalled() throws Exception {
        user(1000);
        sudo("exit 1");
        Result result = require("maven");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .isEqualTo("sgmrl: missing system packages; run: sudo apt-get update && sudo " + COMMAND + "\n");
        Files.delete(sandbox.bin.resolve("sudo"));
        assertThat(require("maven").errors())
                .isEqualTo("sgmrl: missing system packages; run as root: apt-get update && " + COMMAND + "\n");
        assertThat(calls).isEmptyFile();
    }

    @Test
    void anOldJavaDoesNotCount() throws Exception {
        ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/java-17"), "17.0.15");
        assertThat(require().output()).isEqualTo("0 " + jdk);
    }

    @Test
    void whereThePackagesHaveNoSuchJdkOtherWaysAreNamed() throws Exception {
        user(1000);
        ShellSandbox.script(sandbox.bin.resolve("apt-cache"), "[ \"$2\" = maven ]");
        Result result = require("maven");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.errors().lines()).hasSize(1);
        assertThat(result.errors())
                .contains("found none, nor do the packages of this system have one; install one, for example 'brew")
                .contains("JAVA_HOME");
        assertThat(calls).isEmptyFile();
    }

    @Test
    void aFreshListOfPackagesMayBeMissing() throws Exception {
        user(1000);
        ShellSandbox.script(sandbox.bin.resolve("apt-cache"), "exit 100");
        assertThat(require("maven").errors()).contains("run as root: apt-get update && " + COMMAND);
    }

    @Test
    void whatAptGetCannotDoIsToldInItsWords() throws Exception {
        ShellSandbox.script(
                sandbox.bin.resolve("apt-get"), "echo chatter; echo 'E: Unable to fetch some archives' >&2; exit 100");
        Result result = require("maven");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .endsWith("E: Unable to fetch some archives\nsgmrl: apt-get could not install them\n")
                .doesNotContain("chatter");
    }

    @Test
    void whereNothingIsMissingNothingIsAsked() throws Exception {
        Path home = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin-25"), "25.0.1");
        ShellSandbox.script(sandbox.bin.resolve("dpkg-query"), "echo 'install ok installed'");
        Result result = require("maven");
        assertThat(result.output()).isEqualTo("0 " + home);
        assertThat(result.errors()).isEmpty();
        assertThat(calls).isEmptyFile();
    }

    @Test
    void missingPackagesAreAFailureAlsoWithAJdk() throws Exception {
        Path home = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin-25"), "25.0.1");
        user(1000);
        Result result = require("chromium");
        assertThat(result.output()).isEqualTo("1 " + home);
        assertThat(result.errors()).endsWith("apt-get install --no-install-recommends chromium\n");
    }
}
