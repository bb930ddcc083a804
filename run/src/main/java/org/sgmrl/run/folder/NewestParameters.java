package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.TrainingSnapshot;

/// What a run has learnt so far.
///
/// @param theta the policy's parameters
/// @param iteration after how many iterations
/// @param isFinal whether the run has done all its iterations
/// @param source where they come from, for people
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NewestParameters(double[] theta, int iteration, boolean isFinal, String source) {
    /// What to tell where another policy may be expected: nothing of the final one.
    ///
    /// @param told takes a sentence
    /// @return this
    public NewestParameters tell(Consumer<String> told) {
        if (!isFinal) {
            told.accept("the policy after " + iteration + " iterations, from " + source);
        }
        return this;
    }

    /// The one answer to the question which policy is a run's: the final one; the newer of `policy.safetensors` and the
    /// newest checkpoint while the run has not done all its iterations, as one that was extended.
    ///
    /// @param folder of the run
    /// @param request what is trained there
    /// @param policy the run's policy
    /// @param warnings told which checkpoints are passed over
    /// @return its parameters
    public static NewestParameters newest(
            RunFolder folder, RunRequest request, Policy policy, Consumer<String> warnings) {
        int iterations = request.settings().iterations();
        NewestParameters last = Files.exists(folder.policy()) ? finalPolicy(folder, policy, iterations) : null;
        if (last != null && last.isFinal()) {
            return last;
        }
        try {
            TrainingSnapshot snapshot = new Checkpoints(folder.path(), request)
                    .newestValid(folder.metricsLog().complete(), warnings);
            if (snapshot != null && snapshot.theta().length != policy.parameterCount()) {
                throw new DamagedFile(folder.path() + " has checkpoints of "
                        + snapshot.theta().length + " parameters, a policy " + policy.description() + " has "
                        + policy.parameterCount());
            }
            if (snapshot != null && (last == null || snapshot.iteration() > last.iteration())) {
                return new NewestParameters(
                        snapshot.theta(),
                        snapshot.iteration(),
                        false,
                        "a checkpoint (the run is not finished: " + iterations + " iterations)");
            }
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be read: " + Errors.reason(e));
        }
        if (last != null) {
            return last;
        }
        throw new UnfinishedRun(folder.path()
                + " has neither a policy nor a checkpoint yet; wait for the run, or: sgmrl resume "
                + OneLine.quoted(folder.path()));
    }

    private static NewestParameters finalPolicy(RunFolder folder, Policy policy, int iterations) {
        PolicyFile.Content content = read(folder, policy);
        String iteration = content.iteration();
        if (iteration == null) {
            // Made by another tool: somebody put it there as the run's policy.
            return new NewestParameters(
                    content.theta(),
                    iterations,
                    true,
                    "policy.safetensors, which does not say after how many iterations");
        }
        if (!iteration.matches("\\d{1,9}")) {
            throw new DamagedFile(
                    folder.policy() + ": its iteration is " + OneLine.brief(iteration) + ", not a number");
        }
        int done = Integer.parseInt(iteration);
        return new NewestParameters(
                content.theta(),
                done,
                done >= iterations,
                "policy.safetensors"
                        + (done >= iterations ? "" : " (the run is not finished: " + iterations + " iterations)"));
    }

    private static PolicyFile.Content read(RunFolder folder, Policy policy) {
        Path file = folder.policy();
        try {
            return PolicyFile.readContent(file, policy);
        } catch (NoSuchFileException e) {
            throw new UnfinishedRun(
                    folder.path() + " has no policy.safetensors: the run is not finished; finish it with:"
                            + " sgmrl resume " + OneLine.quoted(folder.path()));
        } catch (SafetensorsFormatException e) {
            throw new DamagedFile(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new AccessFailed(file + " cannot be read: " + Errors.reason(e));
        }
    }
}
