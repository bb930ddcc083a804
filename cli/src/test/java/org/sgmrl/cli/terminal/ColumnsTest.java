package org.sgmrl.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ColumnsTest {
    @Test
    void aLineIsFoldedAtSpacesAndLosesNoWord() {
        String line = "  sg-mrl on point-navigation-v1: ".repeat(7).stripTrailing();
        assertThat(Columns.fold(line))
                .hasSizeBetween(3, 4)
                .allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(Columns.WIDTH))
                .first()
                .asString()
                .startsWith("  sg-mrl");
        assertThat(String.join(" ", Columns.fold(line)).replaceAll(" +", " ")).isEqualTo(line.replaceAll(" +", " "));
    }

    @Test
    void aLineThatFitsStaysAsItIs() {
        String line = "x ".repeat(39) + "xx";
        assertThat(line).hasSize(Columns.WIDTH);
        assertThat(Columns.fold(line)).containsExactly(line);
        assertThat(Columns.fold("")).containsExactly("");
    }

    @Test
    void aPathIsNotBroken() {
        String path = "/" + "folder/".repeat(20);
        assertThat(Columns.fold("report: " + path)).containsExactly("report:", "    " + path);
        assertThat(Columns.fold(path + " is it")).containsExactly(path, "    is it");
    }
}
