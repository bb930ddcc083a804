package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.cli.ShellSandbox.Result;

/// The search for a JDK in `scripts/environment.sh`, on machines made of fake folders.
class JdkFinderTest {
    private ShellSandbox sandbox;

    @BeforeEach
    void makeMachine(@TempDir Path folder) throws IOException {
        sandbox = new ShellSandbox(folder);
    }

    private Result find() throws IOException, InterruptedException {
        String script = ShellSandbox.project().resolve("scripts/environment.sh").toString();
        return sandbox.run(
                sandbox.folder,
                "/usr/bin/env",
                "bash",
                "-c",
                ". \"$1\"; require_jdk; printf '%s %s' \"$jdk_version\" \"$jdk_home\"",
                "find",
                script);
    }

    private void assertFound(String version, Path home) throws IOException, InterruptedException {
        Result result = find();
        assertThat(result.errors()).isEmpty();
        assertThat(result.output()).isEqualTo(version + " " + home);
        assertThat(result.exit()).isZero();
    }

    private void assertNoneFound(String reason) throws IOException, InterruptedException {
        Result result = find();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors().lines()).hasSize(1);
        assertThat(result.errors())
                .startsWith("sgmrl: needs a JDK 25 or newer")
                .contains("apt-get install openjdk-25-jdk-headless", "JAVA_HOME")
                .contains(reason);
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        Path chosen = ShellSandbox.jdk(sandbox.folder.resolve("my jdk"), "26.0.1");
        ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin-25"), "25.0.3");
        sandbox.environment.put("JAVA_HOME", chosen + "/");
        assertFound("26.0.1", chosen);
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        Path old = ShellSandbox.jdk(sandbox.folder.resolve("jdk17"), "17.0.15");
        sandbox.environment.put("JAVA_HOME", old.toString());
        Path good = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin-25"), "25.0.3");
        assertFound("25.0.3", good);
    }

    @Test
    void theJavaOnPathIsFollowedThroughSymbolicLinksToItsHome() throws Exception {
        Path home = ShellSandbox.jdk(sandbox.folder.resolve("some where"), "25.0.4");
        Path alternative = Files.createSymbolicLink(sandbox.folder.resolve("alternative"), home.resolve("bin/java"));
        Files.createSymbolicLink(sandbox.bin.resolve("java"), sandbox.bin.relativize(alternative));
        Result result = find();
        assertThat(result.output()).startsWith("25.0.4 ");
        assertThat(Path.of(result.output().substring(7)).toRealPath()).isEqualTo(home.toRealPath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/jvm/java-25-openjdk-amd64",
                "usr/lib64/jvm/jre-25",
                "usr/java/jdk-25",
                "usr/local/openjdk-25",
                "opt/java/openjdk",
                "opt/jdk-25.0.3",
                "opt/hostedtoolcache/Java_Temurin-Hotspot_jdk/25.0.3-9/x64",
                "home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec",
                "opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
                "usr/local/opt/openjdk/libexec/openjdk.jdk/Contents/Home",
                "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home"
            })
    void systemFoldersAreSearched(String place) throws Exception {
        assertFound("25.0.3", ShellSandbox.jdk(sandbox.machine.resolve(place), "25.0.3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".sdkman/candidates/java/25.0.3-tem",
                ".asdf/installs/java/temurin-25.0.3+9",
                ".local/share/mise/installs/java/25",
                ".jabba/jdk/temurin@25.0.3/Contents/Home",
                ".jenv/versions/25",
                ".jdks/temurin-25.0.3",
                ".gradle/jdks/eclipse_adoptium-25-amd64-linux",
                "Library/Java/JavaVirtualMachines/openjdk-25/Contents/Home"
            })
    void foldersOfVersionManagersInTheHomeAreSearched(String place) throws Exception {
        assertFound("25.0.3", ShellSandbox.jdk(sandbox.home.resolve(place), "25.0.3"));
    }

    @Test
    void variablesOfHostedBuildMachinesAreRead() throws Exception {
        Path home = ShellSandbox.jdk(sandbox.folder.resolve("a place of its own"), "25.0.3");
        sandbox.environment.put("JAVA_HOME_25_X64", home.toString());
        assertFound("25.0.3", home);
    }

    @Test
    void ofManyTheNewestUpdateOfTheOldestSufficientReleaseWins() throws Exception {
        Path folder = sandbox.machine.resolve("usr/lib/jvm");
        ShellSandbox.jdk(folder.resolve("a"), "26.0.1");
        ShellSandbox.jdk(folder.resolve("b"), "25.0.3");
        Path best = ShellSandbox.jdk(folder.resolve("c"), "25.0.10");
        ShellSandbox.jdk(folder.resolve("d"), "25.0.9");
        ShellSandbox.jdk(folder.resolve("e"), "24.0.2");
        ShellSandbox.jdk(folder.resolve("f"), "25");
        assertFound("25.0.10", best);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25-ea", "25.0.08", "25.0.3.1", "26.0.1+8", "100"})
    void versionsFromTwentyFiveOnAreAccepted(String version) throws Exception {
        assertFound(version, ShellSandbox.jdk(sandbox.machine.resolve("opt/jdk"), version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "17.0.15", "24.0.2", "9", "", "x", "-25", "99999999999999999999"})
    void olderVersionsAndNonsenseAreRefused(String version) throws Exception {
        Path home = ShellSandbox.jdk(sandbox.machine.resolve("opt/jdk"), version);
        sandbox.environment.put("JAVA_HOME", home.toString());
        assertNoneFound("found none");
    }

    @Test
    void whereThereIsNoReleaseFileJavaItselfIsAsked() throws Exception {
        Path home = sandbox.machine.resolve("opt/jdk-custom");
        ShellSandbox.script(
                home.resolve("bin/java"), "echo 'openjdk version \"25.0.3\" 2026-04-21' >&2", "echo 'more' >&2");
        ShellSandbox.script(home.resolve("bin/javac"), "exit 99");
        assertFound("25.0.3", home);
    }

    @Test
    void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
        Path home = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/jre-25"), "25.0.3");
        Files.delete(home.resolve("bin/javac"));
        assertNoneFound("found none");
    }

    @Test
    void aRuntimeWithoutTheVectorApiIsPassedOver() throws Exception {
        ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/small"), "25.0.9", "java.base jdk.compiler");
        Path complete = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/whole"), "25.0.3");
        assertFound("25.0.3", complete);
    }

    @Test
    void whatWasFoundButTooOldIsNamed() throws Exception {
        Path old = ShellSandbox.jdk(sandbox.folder.resolve("jdk17"), "17.0.15");
        sandbox.environment.put("JAVA_HOME", old.toString());
        assertNoneFound(old + " is version 17.0.15");
    }

    @Test
    void aMissingHomeIsNoObstacle() throws Exception {
        sandbox.environment.remove("HOME");
        assertFound("25.0.3", ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin-25"), "25.0.3"));
    }
}
