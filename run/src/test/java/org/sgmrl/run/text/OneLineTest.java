package org.sgmrl.run.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OneLineTest {
    /// What may be copied from a page is what a shell needs, and options stay as they are typed.
    @Test
    void wordsAreQuotedWhereAShellWouldTakeThemApart() {
        assertThat(OneLine.command(
                        List.of("train", "--hidden", "32,32", "--env", "python:my dir/it's.py", "--seed", "-1")))
                .isEqualTo("train --hidden 32,32 --env 'python:my dir/it'\\''s.py' --seed -1");
        assertThat(OneLine.quoted(Path.of("runs/a"))).isEqualTo("runs/a");
        assertThat(OneLine.quoted(Path.of("-a"))).isEqualTo("'-a'");
    }
}
