package org.sgmrl.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Navigation;
import org.sgmrl.report.chart.NavigationPaths;
import org.sgmrl.report.chart.PolicyAnimation;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;

/// The picture of a run's policy: paths to goals, or an animation of a robot.
final class RunPicture {
    private static final int GOALS = 6;
    private static final int WIDTH = 480;
    private static final int MOST_FRAMES = 40;

    private RunPicture() {}

    static RunModel.Picture of(ReportedRun run) {
        if (run.config().isEmpty()) {
            return RunModel.Picture.NONE; // that it is missing is said above
        }
        try {
            RunFolder folder = RunFolder.open(run.path());
            RunRequest request = run.request();
            List<String> told = new ArrayList<>();
            if (request.environment() instanceof Navigation navigation) {
                List<String> maps =
                        NavigationPaths.sample(navigation, request.settings(), theta(folder, request, told), GOALS)
                                .stream()
                                .map(NavigationPaths::svg)
                                .toList();
                return new RunModel.Picture(maps, "", String.join(" ", told), "");
            }
            if (!PolicyAnimation.isPossible(request)) {
                return RunModel.Picture.NONE;
            }
            PolicyAnimation animation = PolicyAnimation.of(request, theta(folder, request, told), WIDTH, MOST_FRAMES);
            told.add(animation.text());
            return new RunModel.Picture(
                    List.of(),
                    "data:image/gif;base64," + Base64.getEncoder().encodeToString(animation.gif()),
                    String.join(". ", told),
                    "");
        } catch (UnfinishedRun e) {
            // Without a policy there is no picture; that the run is not finished is said above.
            return RunModel.Picture.NONE;
        } catch (RequestException | RunFailedException | EnvironmentException e) {
            return new RunModel.Picture(List.of(), "", "", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new RunModel.Picture(List.of(), "", "", Errors.reason(e));
        }
    }

    private static double[] theta(RunFolder folder, RunRequest request, List<String> told) {
        return NewestParameters.newest(
                        folder,
                        request,
                        request.settings().newPolicy(request.environment().spec()),
                        told::add)
                .tell(policy -> told.add(policy))
                .theta();
    }
}
