package org.sgmrl.run.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.TrainingSnapshot;

/// The checkpoints of a run, tried on validation tasks: they share nothing with the training's tasks nor with those of
/// a test, so that choosing the best does not flatter it there.
///
/// @param last the newest checkpoint
/// @param best the one with the highest return after adaptation; the later one of equals
/// @param candidates how many were tried
public record CheckpointSelection(Candidate last, Candidate best, int candidates) {
    /// A checkpoint.
    ///
    /// @param iteration after which iteration
    /// @param validation mean return of the validation tasks after adaptation
    /// @param theta parameters
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Candidate(int iteration, double validation, double[] theta) {}

    /// The highest, the first of equals; a return that is not a number is below all others.
    static Candidate best(List<Candidate> newestFirst) {
        Candidate best = newestFirst.getFirst();
        for (Candidate candidate : newestFirst) {
            if (candidate.validation() > best.validation()
                    || (Double.isNaN(best.validation()) && !Double.isNaN(candidate.validation()))) {
                best = candidate;
            }
        }
        return best;
    }

    /// Tries all checkpoints that are kept.
    ///
    /// @param tester with as many inner steps as shall be tested
    /// @param tasks validation tasks
    /// @param seed their seed
    /// @throws DamagedFile if there is no checkpoint
    public static CheckpointSelection of(MetaTester<?> tester, Checkpoints checkpoints, int tasks, long seed)
            throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (Path file : checkpoints.newestFirst()) {
            TrainingSnapshot snapshot = checkpoints.read(file);
            double[][] returns = tester.returns(snapshot.theta(), tasks, seed, StreamDomain.VALIDATION);
            double mean = Arrays.stream(returns[returns.length - 1]).average().orElseThrow();
            candidates.add(new Candidate(snapshot.iteration(), mean, snapshot.theta()));
        }
        if (candidates.isEmpty()) {
            throw new DamagedFile(checkpoints.folder() + " has no checkpoint");
        }
        return new CheckpointSelection(candidates.getFirst(), best(candidates), candidates.size());
    }
}
