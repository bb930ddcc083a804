package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.text.Errors;
import org.sgmrl.training.TrainingSnapshot;

/// What a run has learnt so far.
///
/// @param theta the policy's parameters
/// @param iteration after how many iterations
/// @param source where they come from, for people
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrainedPolicy(double[] theta, int iteration, String source) {
    /// The final policy; that of the newest checkpoint while the run has not done all its iterations.
    public static TrainedPolicy newest(RunFolder folder, RunRequest request, Policy policy, Consumer<String> warnings) {
        TrainedPolicy last = Files.exists(folder.policy()) ? finalPolicy(folder, policy) : null;
        int iterations = request.settings().iterations();
        if (last != null && last.iteration() >= iterations) {
            return last;
        }
        try {
            TrainingSnapshot snapshot = new Checkpoints(folder.path(), request)
                    .newestValid(folder.metricsLog().complete(), warnings);
            if (snapshot != null && (last == null || snapshot.iteration() > last.iteration())) {
                return new TrainedPolicy(
                        snapshot.theta(),
                        snapshot.iteration(),
                        "a checkpoint (the run is not finished: " + iterations + " iterations)");
            }
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be read: " + Errors.reason(e));
        }
        if (last != null) {
            return last;
        }
        throw new UnfinishedRun(folder.path()
                + " has neither a policy nor a checkpoint yet; wait for the run, or: sgmrl resume " + folder.path());
    }

    private static TrainedPolicy finalPolicy(RunFolder folder, Policy policy) {
        double[] theta = PolicyFile.read(folder, policy);
        try {
            String iteration = Safetensors.read(folder.policy()).metadata().get("iteration");
            if (iteration == null || !iteration.matches("\\d{1,9}")) {
                throw new SafetensorsFormatException(
                        folder.policy().toString(), "its iteration is " + iteration + ", not a number");
            }
            return new TrainedPolicy(theta, Integer.parseInt(iteration), "policy.safetensors");
        } catch (IOException e) {
            throw new DamagedFile(
                    e instanceof SafetensorsFormatException
                            ? String.valueOf(e.getMessage())
                            : folder.policy() + " cannot be read: " + Errors.reason(e));
        }
    }
}
