package org.sgmrl.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;

/// The tables of `docs/theory.md` are what the code computes, to the digits printed.
final class DocumentedNumbersTest {
    private static final OracleSettings SETTINGS = new OracleSettings(1, 10_000, 10_000_000);
    private static final Path ROOT = Path.of("..");

    /// Columns of the table of biases.
    private static final List<EstimatorVariant> COLUMNS = List.of(
            Method.SG_MRL.variant(),
            Method.SG_MRL.variant(Curvature.POLICY_HESSIAN),
            Method.SG_MRL.variant(Curvature.NONE),
            Method.MAML.variant(),
            Method.MAML.variant(Curvature.POLICY_HESSIAN),
            Method.MAML.variant(Curvature.NONE),
            Method.E_MAML.variant());

    @Test
    void theTableOfBiases() throws Exception {
        List<Matcher> rows = rows("\\| `(\\S+)` (\\d), (\\d), (\\S+) \\| (.*) \\|");
        assertThat(rows).hasSize(7);
        for (Matcher row : rows) {
            Adaptation inner = new Adaptation(
                    Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3)), Double.parseDouble(row.group(4)));
            CertificationResult result = certify(row.group(1), CertificationSettings.withoutFlows(inner, SETTINGS));
            String[] cells = row.group(5).split(" \\| ", -1);
            for (int i = 0; i < cells.length; i++) {
                double printed = Double.parseDouble(cells[i]);
                double relativeBias = result.bias(COLUMNS.get(i)).relativeBias();
                // Rounding residues are not digits.
                double tolerance = printed < 1e-10 ? 1e-13 : 0.00051;
                assertThat(relativeBias).as(row.group() + COLUMNS.get(i).id()).isCloseTo(printed, within(tolerance));
            }
        }
    }

    @Test
    void theTableOfFlows() throws Exception {
        List<EstimatorVariant> columns = List.of(
                Method.SG_MRL.variant(),
                Method.SG_MRL.variant(Curvature.NONE),
                Method.SG_MRL.variant(Curvature.POLICY_HESSIAN),
                Method.MAML.variant(),
                Method.MAML.variant(Curvature.NONE),
                Method.MAML.variant(Curvature.POLICY_HESSIAN),
                Method.E_MAML.variant());
        List<Matcher> rows = rows("\\| (\\d), (\\d) \\| (.*) \\|");
        assertThat(rows).hasSize(2);
        for (Matcher row : rows) {
            Adaptation inner = new Adaptation(1, Integer.parseInt(row.group(2)), Double.parseDouble(row.group(1)));
            CertificationResult result =
                    certify("safe-arm", new CertificationSettings(inner, columns, 800, 0.5, SETTINGS));
            String[] cells = row.group(3).split(" \\| ", -1);
            for (int i = 0; i < cells.length; i++) {
                double end = result.flows().get(i).value()[800];
                assertThat(String.format(Locale.ROOT, "%.3f", end))
                        .as(columns.get(i).id())
                        .isEqualTo(cells[i]);
            }
        }
    }

    @Test
    void theTableOfStepSizes() throws Exception {
        List<EstimatorVariant> columns = List.of(
                Method.SG_MRL.variant(),
                Method.SG_MRL.variant(Curvature.NONE),
                Method.MAML.variant(),
                Method.MAML.variant(Curvature.NONE),
                Method.E_MAML.variant());
        List<Matcher> rows = rows("\\| `(\\S+)`; (\\d), (\\d) \\| (.*) \\|");
        assertThat(rows).hasSize(4);
        for (Matcher row : rows) {
            Adaptation inner = new Adaptation(Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3)), 0.7);
            CertificationResult.StepSizes result = Objects.requireNonNull(certify(
                            row.group(1),
                            new CertificationSettings(inner, List.of(), 0, 0, SETTINGS, Integer.MAX_VALUE, true))
                    .stepSizes());
            String[] cells = row.group(4).split(" \\| ", -1);
            for (int i = 0; i < cells.length; i++) {
                double printed = Double.parseDouble(cells[i]);
                EstimatorBias bias = Objects.requireNonNull(result.estimators().get(columns.get(i)));
                double tolerance = printed < 1e-10 ? 1e-13 : 0.00051;
                assertThat(bias.relativeBias())
                        .as(row.group() + columns.get(i).id())
                        .isCloseTo(printed, within(tolerance));
            }
        }
    }

    private static CertificationResult certify(String name, CertificationSettings settings) throws Exception {
        MdpProblemFile file =
                MdpProblemReader.read(ROOT.resolve("examples/mdp/" + name + ".json"), RewardRange.NON_NEGATIVE);
        return Certification.run(file.problem(), file.theta(), settings, OracleProgress.NONE);
    }

    private static List<Matcher> rows(String pattern) throws IOException {
        Pattern compiled = Pattern.compile(pattern);
        return Files.readAllLines(ROOT.resolve("docs/theory.md")).stream()
                .map(compiled::matcher)
                .filter(Matcher::matches)
                .toList();
    }
}
