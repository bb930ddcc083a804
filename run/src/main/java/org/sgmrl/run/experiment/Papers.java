package org.sgmrl.run.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.Nearest;

/// The experiments of Fallah et al. (2021): Tables 1 and 2 and Figure 1, as TOML files beside this class; `table2-standard` is
/// Table 2 with each method at its best instead of the released settings.
public final class Papers {
    /// Names of all experiments.
    public static final List<String> IDS = List.of("table1", "table2", "table2-standard", "figure1");

    private Papers() {}

    /// The experiment of a name.
    ///
    /// @param id one of [#IDS]
    /// @param quick a reduced version; not of every experiment
    /// @return the experiment
    public static Experiment experiment(String id, boolean quick) {
        if (!IDS.contains(id)) {
            throw new InvalidSettings(
                    "experiment " + id + " is unknown; there are " + String.join(", ", IDS) + Nearest.hint(id, IDS));
        }
        String name = id + (quick ? "-quick.toml" : ".toml");
        if (quick && Papers.class.getResource(name) == null) {
            throw new InvalidSettings("--quick = true is not for " + id + ", of which there is no reduced version");
        }
        return ExperimentReader.parse(name, text(name));
    }

    private static String text(String name) {
        try (InputStream in = Papers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
