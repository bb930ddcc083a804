package org.sgmrl.report.chart;

import java.io.IOException;
import java.util.Locale;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.picture.Picture;
import org.sgmrl.picture.Recording;
import org.sgmrl.picture.Take;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.RunRequest;

/// What a policy does on an unseen task, always the same one of a run, before and after adaptation.
///
/// @param gif the animation
/// @param text the task, and the returns before and after
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PolicyAnimation(byte[] gif, String text) {
    /// Whether a run's environment can be drawn.
    ///
    /// @param request what is trained
    /// @return false also for finite problems
    /// @throws org.sgmrl.environment.EnvironmentException if it cannot be made on this machine
    public static boolean isPossible(RunRequest request) {
        if (request.environmentId().equals(RunRequest.TABULAR)) {
            return false;
        }
        request.environment().requireAvailable();
        var visible = Recording.visible(request.environment());
        visible.ifPresent(VisibleEnvironment::close);
        return visible.isPresent();
    }

    /// Draws.
    ///
    /// @param request what is trained, in an environment that [can be drawn][#isPossible]
    /// @param theta the policy's parameters
    /// @param width of the picture, pixels
    /// @param mostFrames of the animation
    /// @return the animation
    /// @throws IOException if the picture cannot be made
    public static PolicyAnimation of(RunRequest request, double[] theta, int width, int mostFrames) throws IOException {
        return of(request, request.environment(), theta, width, mostFrames);
    }

    private static <T> PolicyAnimation of(
            RunRequest request, MetaEnvironment<T> environment, double[] theta, int width, int mostFrames)
            throws IOException {
        Policy policy = request.settings().newPolicy(environment.spec());
        long seed = request.settings().seed();
        T task = environment
                .tasks()
                .sample(RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.TASK));
        int steps = Math.max(1, request.settings().innerStep().steps());
        try (Recording<T> recording = Recording.of(
                environment, policy, request.settings().estimator().forTesting(steps), theta, task, seed)) {
            byte[] gif = Picture.animate(recording, null, width, mostFrames, 1).bytes();
            StringBuilder text = new StringBuilder("An unseen task: ").append(recording.task());
            for (Take take : recording.takes()) {
                text.append(String.format(
                        Locale.ROOT,
                        "; %s, mean return of %d rollouts %.1f",
                        take.title(),
                        take.episodes().size(),
                        take.meanReturn()));
            }
            return new PolicyAnimation(gif, text.append('.').toString());
        }
    }
}
