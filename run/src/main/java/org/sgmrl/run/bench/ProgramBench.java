package org.sgmrl.run.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.MeasurementFailed;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.statistics.Medians;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// Whole iterations of meta-training in turns with another program, so that both meet the same machine: the ratio of a turn
/// says more on a machine with other work than two rates that were measured one after the other. The other program is a
/// command of the shell whose last word is its environment steps a second; its own start and warm-up are its own affair.
public final class ProgramBench {
    private static final int TURNS = 5;

    private final String command;
    private final Turns turns;
    private final boolean settled;

    private ProgramBench(String command, Turns turns, boolean settled) {
        this.command = command;
        this.turns = turns;
        this.settled = settled;
    }

    /// Measures.
    ///
    /// @param environment the environment
    /// @param request what is trained, on threads of this process
    /// @param command the other program; run once for each turn
    /// @param seconds about how long our turns take together
    /// @param <T> type of the task
    /// @return the measurement
    /// @throws MeasurementFailed if the program fails or does not end with a positive number
    public static <T> ProgramBench measure(
            MetaEnvironment<T> environment, RunRequest request, String command, double seconds) {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(
                environment, policy, settings, request.options().threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            boolean settled = TrainingBench.warmUp(environment, trainer, seconds);
            Turns turns = Turns.take(
                    TURNS, 0, _ -> TrainingBench.rate(trainer, TrainingBench.ROUND * seconds), _ -> rate(command));
            return new ProgramBench(command, turns, settled);
        }
    }

    /// What the program says of itself.
    private static double rate(String command) {
        Process process;
        try {
            process = new ProcessBuilder("sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new MeasurementFailed("the other program cannot be started: " + e.getMessage());
        }
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new MeasurementFailed("the other program ended with exit code " + code);
            }
            return number(said);
        } catch (IOException e) {
            throw new MeasurementFailed("the other program cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static double number(String said) {
        List<String> words = List.of(said.strip().split("\\s+"));
        String last = words.getLast();
        double rate;
        try {
            rate = Double.parseDouble(last);
        } catch (NumberFormatException e) {
            rate = Double.NaN;
        }
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new MeasurementFailed(
                    "the other program must end with its environment steps a second, and ended with "
                            + (last.isEmpty() ? "nothing" : OneLine.brief(last)));
        }
        return rate;
    }

    /// Whether our speed had settled before the first turn.
    ///
    /// @return false if it still grew, or went up and down
    public boolean settled() {
        return settled;
    }

    /// For people.
    ///
    /// @param request what was measured
    /// @return lines to print
    public List<String> lines(RunRequest request) {
        double[] ratios = turns.ratios();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s, %s, %d threads: %,.0f env-steps/s, the other program %,.0f (medians of %d turns)",
                        request.environmentId(),
                        request.settings().method().kind().id(),
                        request.options().threads(),
                        Medians.of(turns.ours()),
                        Medians.of(turns.theirs()),
                        turns.count()),
                String.format(
                        Locale.ROOT,
                        "ratio %.3f (median of turns; %.3f to %.3f)",
                        turns.ratio(),
                        ratios[0],
                        ratios[ratios.length - 1]));
    }

    /// Writes the measurement into an object.
    ///
    /// @param root the object
    public void write(ObjectNode root) {
        root.put("envStepsPerSecond", Medians.of(turns.ours()));
        root.put("against", command);
        turns.write(root, "rounds", "roundsOfOther");
        root.put("settled", settled);
    }
}
