package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.EngineOptions;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.OpenedRun;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.cli.terminal.CertifySummary;
import org.sgmrl.cli.terminal.LateProgress;
import org.sgmrl.io.Output;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.EnumerationTooLargeException;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.report.chart.CertifyPictures;
import org.sgmrl.report.page.CertifyReport;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.CertifyRequest;
import org.sgmrl.run.certify.ConvergenceRequest;
import org.sgmrl.run.certify.DrawRequest;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.theory.CertificationSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl certify`.
@Command(
        name = "certify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Computes everything exact about a finite set of MDPs with a softmax policy: the value V after adaptation,"
                    + " its gradient, the bias of every estimator and the constants of the theory.",
            "FILE.json: {\"horizon\": H, \"discount\": γ, \"tasks\": [{\"probability\": p, \"initial\": [S],"
                    + " \"transition\": [S][A][S], \"reward\": [S][A]}, …], \"theta\": [S][A]}; decisions at 0..H."
        })
final class CertifyCommand implements Callable<Integer> {
    private static final int FOOTER_WIDTH = 105;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.json", description = "problem file")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--inner-steps",
            paramLabel = "ζ",
            defaultValue = "1",
            description = "adaptation steps (${DEFAULT-VALUE})")
    private int innerSteps;

    @Option(
            names = "--inner-trajectories",
            paramLabel = "N",
            defaultValue = "1",
            description = "D_in, trajectories of each inner batch (${DEFAULT-VALUE})")
    private int innerTrajectories;

    @Option(
            names = "--inner-step-size",
            paramLabel = "α",
            defaultValue = "0.1",
            description = "step size of adaptation (${DEFAULT-VALUE})")
    private double innerStepSize;

    @Option(
            names = "--inner-step-learned",
            description = "also certify derivatives with respect to step sizes of adaptation, one of each parameter")
    private boolean innerStepLearned;

    @Option(
            names = "--policy",
            paramLabel = "DIR",
            description = "certify the final policy of this run of `train --env tabular` instead of the file's theta")
    private @Nullable Path policy;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "also draw each estimator N times with the code that trains")
    private @Nullable Integer samples;

    @Option(
            names = "--variance-inner-trajectories",
            paramLabel = "N",
            split = ",",
            description = "also draw with these D_in: total variance against D_in; needs --samples")
    private @Nullable List<Integer> varianceTrajectories;

    @Option(
            names = "--flow",
            paramLabel = "METHOD",
            split = ",",
            description = "follow the exact expectation of these methods' estimators from the theta certified")
    private @Nullable List<String> flow;

    @Option(names = "--flow-steps", paramLabel = "K", description = "steps of each flow (200)")
    private @Nullable Integer flowSteps;

    @Option(names = "--flow-step-size", paramLabel = "η", description = "step size of the flows (0.5)")
    private @Nullable Double flowStepSize;

    @Option(
            names = "--converge",
            description = "train with SG-MRL, MAML and E-MAML (SGD) and look at the exact ‖∇V‖ on the way")
    private boolean converge;

    @Option(names = "--iterations", paramLabel = "K", description = "iterations of --converge (2000)")
    private @Nullable Integer iterations;

    @Option(names = "--seeds", paramLabel = "M", description = "runs per method of --converge (4)")
    private @Nullable Integer seeds;

    @Option(
            names = "--step-factors",
            paramLabel = "X",
            split = ",",
            description = "step sizes of --converge in units of the theory's 1/LV (1,10)")
    private @Nullable List<Double> stepFactors;

    @Option(
            names = "--baseline",
            paramLabel = "none|leave-one-out|task-regression|leave-trajectory-out",
            description =
                    "baseline of the score term in draws and training (none); leave-trajectory-out is for sg-mrl alone")
    private @Nullable String baseline;

    @Mixin
    private final LeaveOutOptions leaveOut = new LeaveOutOptions();

    @Option(
            names = "--tasks",
            paramLabel = "B",
            description = "tasks of a meta-batch, for --converge and for draws with a baseline (20)")
    private @Nullable Integer tasks;

    @Option(
            names = "--outer-trajectories",
            paramLabel = "N",
            description = "D_o, outer trajectories of each draw and in training (1)")
    private @Nullable Integer outerTrajectories;

    @Option(names = "--seed", paramLabel = "S", description = "seed of draws, and of the first training run (0)")
    private @Nullable Long seed;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = "--max-inner-paths",
            paramLabel = "N",
            defaultValue = "200000000",
            description = "refuse to enumerate more inner paths (${DEFAULT-VALUE})")
    private long maxInnerPaths;

    @Option(
            names = "--max-trajectories",
            paramLabel = "N",
            defaultValue = "200000",
            description = "refuse tasks with more trajectories (${DEFAULT-VALUE})")
    private long maxTrajectories;

    @Option(
            names = "--out",
            paramLabel = "RESULT.json",
            description = "write everything there, and a page with pictures beside it (RESULT.html); - is the standard"
                    + " output, without a page")
    private @Nullable Path out;

    @Option(
            names = "--svg",
            paramLabel = "FILE.svg",
            description = "write the picture of the flows, else of --converge, else of the biases")
    private @Nullable Path svg;

    /// What `--help` ends with, where the methods are those that there are.
    static String[] footer() {
        List<String> lines = new ArrayList<>(List.of(""));
        StringBuilder line = new StringBuilder("Methods:");
        String methods =
                EstimatorVariant.all().stream().map(EstimatorVariant::id).collect(Collectors.joining(", "));
        for (String word : (methods + ". The definitions and proofs are in docs/theory.md.").split(" ", -1)) {
            if (line.length() + 1 + word.length() > FOOTER_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        lines.add("");
        lines.add(
                "Example: ./sgmrl certify examples/mdp/safe-arm.json --inner-step-size 3 --flow sg-mrl,maml --flow-steps 800"
                        + " --flow-step-size 0.5 --out safe-arm.json");
        return lines.toArray(String[]::new);
    }

    @Override
    public Integer call() {
        checkCombinations();
        RunOptions execution = engine.options();
        MdpProblemFile problemFile = read();
        MdpProblem problem = problemFile.problem();
        checkTargets();
        StateActionTable theta = policy == null ? problemFile.theta() : trainedPolicy(policy, problem);
        PrintWriter err = spec.commandLine().getErr();
        Certificate certificate = certify(request(problem, theta, execution), new LateProgress(err));
        CertifySummary.print(certificate, spec.commandLine().getOut());
        write(certificate);
        return 0;
    }

    /// Computes. What is wrong with the request and shows only here is the size of the enumeration: any other illegal argument
    /// is a fault of ours.
    static Certificate certify(CertifyRequest request, OracleProgress progress) {
        try {
            return request.run(progress);
        } catch (EnumerationTooLargeException e) {
            throw new InvalidOption(e.getMessage() + " (--max-inner-paths, --max-trajectories)");
        } catch (ArithmeticException e) {
            throw new UnusableResult(String.valueOf(e.getMessage()));
        }
    }

    private CertifyRequest request(MdpProblem problem, StateActionTable theta, RunOptions execution) {
        try {
            return checked(problem, theta, execution);
        } catch (IllegalArgumentException e) {
            throw new InvalidOption(String.valueOf(e.getMessage()));
        }
    }

    private CertifyRequest checked(MdpProblem problem, StateActionTable theta, RunOptions execution) {
        return new CertifyRequest(
                String.valueOf(file.getFileName()),
                problem,
                theta,
                new CertificationSettings(
                        new Adaptation(innerSteps, innerTrajectories, innerStepSize),
                        flowMethods(),
                        flow == null ? 0 : orElse(flowSteps, 200),
                        flowStepSize == null ? 0.5 : flowStepSize,
                        new OracleSettings(execution.threads(), maxTrajectories, maxInnerPaths),
                        leaveOut().groups(),
                        innerStepLearned),
                drawRequest(execution),
                varianceTrajectories == null ? List.of() : varianceTrajectories,
                convergenceRequest(execution));
    }

    private void checkCombinations() {
        onlyWith("--variance-inner-trajectories", varianceTrajectories, "--samples", samples != null);
        onlyWith("--flow-steps", flowSteps, "--flow", flow != null);
        onlyWith("--flow-step-size", flowStepSize, "--flow", flow != null);
        onlyWith("--iterations", iterations, "--converge", converge);
        onlyWith("--seeds", seeds, "--converge", converge);
        onlyWith("--step-factors", stepFactors, "--converge", converge);
        String elsewhere = engine.asksForEngine();
        if (elsewhere != null) {
            onlyWith(elsewhere, elsewhere, "--samples", samples != null);
        }
        boolean random = samples != null || converge;
        onlyWith("--baseline", baseline, "--samples or --converge", random);
        onlyWith("--outer-trajectories", outerTrajectories, "--samples or --converge", random);
        onlyWith("--seed", seed, "--samples or --converge", random);
        boolean leavesOut = baselineKind() == Coefficient.LEAVE_TRAJECTORY_OUT;
        boolean linear = baselineKind() == Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR;
        if (innerSteps != 1 && leavesOut) {
            throw new InvalidOption("--baseline = leave-trajectory-out needs --inner-steps = 1, not " + innerSteps);
        }
        String given = leaveOut.given();
        if (given != null && !leavesOut && !(linear && given.equals("--leave-out-groups"))) {
            throw new InvalidOption(given + " has no effect without --baseline leave-trajectory-out");
        }
        boolean wholeMetaBatches = samples != null && baselineKind().leastTasks() > 1;
        onlyWith("--tasks", tasks, "--converge or --samples with a --baseline", converge || wholeMetaBatches);
    }

    private static void onlyWith(String option, @Nullable Object value, String other, boolean present) {
        if (value != null && !present) {
            throw new InvalidOption(option + " has no effect without " + other);
        }
    }

    private Coefficient baselineKind() {
        List<Coefficient> kinds =
                Arrays.stream(Coefficient.values()).filter(Method.SG_MRL::takes).toList();
        List<String> known = kinds.stream().map(SettingType::id).toList();
        String name = baseline == null ? "none" : baseline;
        int index = known.indexOf(name);
        if (index < 0) {
            throw new InvalidOption(
                    "--baseline = " + name + " must be one of " + String.join(", ", known) + Nearest.hint(name, known));
        }
        return kinds.get(index);
    }

    private List<EstimatorVariant> flowMethods() {
        if (flow == null) {
            return List.of();
        }
        List<String> known =
                EstimatorVariant.all().stream().map(EstimatorVariant::id).toList();
        List<EstimatorVariant> methods = new ArrayList<>();
        for (String id : flow) {
            if (!known.contains(id)) {
                throw new InvalidOption(
                        "--flow = " + id + " must be one of " + String.join(", ", known) + Nearest.hint(id, known));
            }
            EstimatorVariant method = EstimatorVariant.ofId(id);
            if (methods.contains(method)) {
                throw new InvalidOption("--flow = " + id + " is given twice");
            }
            methods.add(method);
        }
        return methods;
    }

    private @Nullable DrawRequest drawRequest(RunOptions execution) {
        if (samples == null) {
            return null;
        }
        Coefficient kind = baselineKind();
        int least = kind.leastTasks();
        int metaBatch = least > 1 ? metaBatch(least) : 1;
        int draws = atLeast("samples", samples, 2L * metaBatch, Integer.MAX_VALUE);
        if (draws % metaBatch != 0) {
            throw new InvalidOption("--samples = " + draws + " must be a multiple of --tasks = " + metaBatch
                    + ", because --baseline " + SettingType.id(kind) + " needs whole meta-batches");
        }
        return new DrawRequest(draws, orElse(seed, 0L), kind, leaveOut(), metaBatch, outer(), execution);
    }

    private @Nullable ConvergenceRequest convergenceRequest(RunOptions execution) {
        if (!converge) {
            return null;
        }
        List<Double> factors = stepFactors == null ? List.of(1.0, 10.0) : stepFactors;
        for (double factor : factors) {
            if (!(factor > 0 && Double.isFinite(factor))) {
                throw new InvalidOption("--step-factors = " + factor + " must be positive and finite");
            }
        }
        Coefficient kind = baselineKind();
        return new ConvergenceRequest(
                atLeast("iterations", orElse(iterations, 2000), 1, 100_000_000),
                atLeast("seeds", orElse(seeds, 4), 1, 10_000),
                orElse(seed, 0L),
                factors,
                kind,
                leaveOut(),
                metaBatch(kind.leastTasks()),
                outer(),
                execution.threads());
    }

    private int metaBatch(int least) {
        return atLeast("tasks", orElse(tasks, 20), least, 1_000_000);
    }

    private LeaveOut leaveOut() {
        return leaveOut.over(LeaveOut.EVERY_TRAJECTORY);
    }

    private int outer() {
        return atLeast("outer-trajectories", orElse(outerTrajectories, 1), 1, 1_000_000);
    }

    private static <V> V orElse(@Nullable V value, V defaultValue) {
        return value == null ? defaultValue : value;
    }

    private static int atLeast(String name, int value, long least, int most) {
        if (value < least || value > most) {
            throw new InvalidOption("--" + name + " = " + value + " must be in [" + least + ", " + most + "]");
        }
        return value;
    }

    private MdpProblemFile read() {
        try {
            return MdpProblemReader.read(file, RewardRange.NON_NEGATIVE);
        } catch (ProblemFormatException e) {
            throw new InvalidOption(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidOption(file + " cannot be read: " + Errors.reason(e));
        }
    }

    private StateActionTable trainedPolicy(Path directory, MdpProblem problem) {
        OpenedRun run = OpenedRun.of(spec, directory, GivenSettings.NONE);
        Policy acting = new SoftmaxTabularPolicy(problem.states(), problem.actions());
        double[] theta = run.newest(run.request().settings().adapting(acting))
                .tell(certified -> spec.commandLine().getOut().println(directory + ": " + certified))
                .theta();
        return StateActionTable.ofFlat(
                problem.states(), problem.actions(), Arrays.copyOf(theta, acting.parameterCount()));
    }

    private void checkTargets() {
        checkTarget("--out", out, ".json");
        checkTarget("--svg", svg, ".svg");
        Outputs.check(spec, "the page beside --out", page());
        if (out != null
                && svg != null
                && Outputs.isStream("--out", out)
                && Outputs.isStream("--svg", svg)
                && (out.equals(svg) || (Outputs.isStandard("--out", out) && Outputs.isStandard("--svg", svg)))) {
            throw new InvalidOption("--out = " + out + " and --svg = " + svg
                    + " are the same stream, in which one could not be told from the other; give one of them a file");
        }
        notTheProblem("--out", out);
        notTheProblem("--svg", svg);
        notTheProblem("the page beside --out", page());
    }

    private void notTheProblem(String option, @Nullable Path target) {
        try {
            if (target != null
                    && !Outputs.isStream(option, target)
                    && Files.exists(target)
                    && Files.isSameFile(target, file)) {
                throw new InvalidOption(
                        option + " = " + target + " is the problem file; choose another name for the result");
            }
        } catch (IOException e) {
            throw new InvalidOption(option + " = " + target + " cannot be examined: " + Errors.reason(e));
        }
    }

    private void checkTarget(String option, @Nullable Path target, String ending) {
        if (target == null) {
            return;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new InvalidOption(
                    option + " = " + target + ": the folder " + parent + " must exist; create it first");
        }
        if (!Outputs.isStream(option, target) && !target.toString().endsWith(ending)) {
            throw new InvalidOption(option + " = " + target + " must end in " + ending);
        }
        Outputs.check(spec, option, target);
    }

    /// The page, where the result goes to a file; called when `--out` has been checked.
    private @Nullable Path page() {
        if (out == null || Outputs.isStream("--out", out)) {
            return null;
        }
        String name = String.valueOf(out.getFileName());
        return out.resolveSibling(name.substring(0, name.length() - ".json".length()) + ".html");
    }

    private void write(Certificate certificate) {
        PrintWriter console = spec.commandLine().getOut();
        Path page = page();
        if (out != null) {
            String name = String.valueOf(out.getFileName());
            Outputs.write(out, target -> Output.write(target, Json.pretty(certificate.toJson())));
            Outputs.write(page, target -> Output.write(target, CertifyReport.html(certificate, name)));
            console.println("written: " + out + (page == null ? "" : ", " + page));
        }
        if (svg != null) {
            Outputs.write(svg, target -> Output.write(target, CertifyPictures.standalone(certificate)));
            console.println("written: " + svg);
        }
    }
}
