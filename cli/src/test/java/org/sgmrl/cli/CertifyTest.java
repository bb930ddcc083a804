package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.run.certify.Certificate;
import org.sgmrl.run.certify.CertifyRequest;
import org.sgmrl.run.text.Json;
import org.sgmrl.theory.Certification;
import org.sgmrl.theory.CertificationResult;
import org.sgmrl.theory.CertificationSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `certify`: its files, its numbers, and the training code held against the oracle.
class CertifyTest {
    private static final Path TWO_STATE = Path.of("..", "examples", "mdp", "two-state.json");
    private static final Path SAFE_ARM = Path.of("..", "examples", "mdp", "safe-arm.json");
    private static final List<String> METHODS =
            EstimatorVariant.all().stream().map(EstimatorVariant::id).toList();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"two-state, 2, 1, 0.7", "corridor, 1, 2, 0.3", "three-arms, 2, 2, 1.0", "safe-arm, 1, 3, 8"})
    void theFileHoldsWhatTheEngineComputes(String name, int steps, int trajectories, double alpha) throws Exception {
        Path problem = Path.of("..", "examples", "mdp", name + ".json");
        MdpProblemFile file = MdpProblemReader.read(problem, RewardRange.NON_NEGATIVE);
        CertificationResult engine = Certification.run(
                file.problem(),
                file.theta(),
                new CertificationSettings(
                        new Adaptation(steps, trajectories, alpha),
                        List.of(Method.E_MAML.variant(), Method.MAML.variant(Curvature.NONE)),
                        3,
                        0.25,
                        new OracleSettings(1, 100_000, 100_000_000)),
                OracleProgress.NONE);

        JsonNode json = certify(
                problem,
                "--inner-steps",
                "" + steps,
                "--inner-trajectories",
                "" + trajectories,
                "--inner-step-size",
                "" + alpha,
                "--flow",
                "e-maml,maml-first-order",
                "--flow-steps",
                "3",
                "--flow-step-size",
                "0.25");

        assertThat(json.path("value").asDouble()).isEqualTo(engine.value());
        assertThat(rows(json.path("gradient"))).isDeepEqualTo(engine.gradient().toRows());
        assertThat(json.path("estimators").propertyNames()).containsExactlyElementsOf(METHODS);
        engine.estimators().forEach((variant, bias) -> {
            JsonNode node = json.path("estimators").path(variant.id());
            assertThat(node.propertyNames()).containsExactly("expectation", "biasNorm", "relativeBias");
            assertThat(rows(node.path("expectation")))
                    .isDeepEqualTo(bias.expectation().toRows());
            assertThat(node.path("biasNorm").asDouble()).isEqualTo(bias.biasNorm());
            assertThat(node.path("relativeBias").asDouble()).isEqualTo(bias.relativeBias());
        });
        assertThat(json.path("flows").propertyNames()).containsExactly("e-maml", "maml-first-order");
        for (ExactFlow flow : engine.flows()) {
            JsonNode node = json.path("flows").path(flow.variant().id());
            assertThat(node.propertyNames()).containsExactly("value", "gradientNorm", "theta");
            assertThat(numbers(node.path("value"))).hasSize(4).containsExactly(flow.value());
            assertThat(numbers(node.path("gradientNorm"))).containsExactly(flow.gradientNorm());
            assertThat(rows(node.path("theta"))).isDeepEqualTo(flow.theta().toRows());
        }
        JsonNode constants = json.path("constants");
        assertThat(constants.propertyNames())
                .containsExactly(
                        "G",
                        "L",
                        "rho",
                        "R",
                        "etaG",
                        "etaH",
                        "etaRho",
                        "LV",
                        "GV",
                        "maxInnerStepSize",
                        "maxOuterStepSize");
        engine.constants()
                .byName()
                .forEach((key, value) ->
                        assertThat(constants.path(key).asDouble()).as(key).isEqualTo(value));
        assertThat(json.path("finiteHorizonConstants").path("LV").asDouble())
                .isEqualTo(engine.finiteHorizonConstants().lV());
        assertThat(json.has("sampled")).isFalse();
    }

    @Test
    void infiniteConstantsAreNull() throws Exception {
        Path problem = write(Files.readString(TWO_STATE).replace("\"discount\": 0.9", "\"discount\": 1"));

        JsonNode constants = certify(problem).path("constants");

        for (String name : List.of("etaG", "etaH", "etaRho", "LV", "GV")) {
            assertThat(constants.path(name).isNull()).as(name).isTrue();
        }
        assertThat(constants.path("maxInnerStepSize").asDouble(-1)).isZero();
        assertThat(constants.path("R").asDouble(-1)).isPositive();
    }

    /// Two problems × 7 estimators × d entries; the bound leaves a right program one chance in 10⁶ to fail, supposing
    /// normal means. The seed is fixed.
    @Test
    void drawsOfTheTrainingCodeHaveTheExactExpectationAndNoOther() throws Exception {
        for (List<String> inner : List.of(List.of("2", "2", "0.7"), List.of("1", "3", "1.0"))) {
            JsonNode json = certify(
                    TWO_STATE,
                    "--inner-steps",
                    inner.get(0),
                    "--inner-trajectories",
                    inner.get(1),
                    "--inner-step-size",
                    inner.get(2),
                    "--samples",
                    "60000",
                    "--seed",
                    "7");
            double bound = Certificate.zBound(2 * 7 * 4, 1e-6);
            assertThat(bound).isCloseTo(5.7, within(0.2));
            JsonNode sampled = json.path("sampled");
            assertThat(sampled.propertyNames()).containsExactlyElementsOf(METHODS);
            for (String method : METHODS) {
                JsonNode draws = sampled.path(method);
                assertThat(draws.propertyNames()).containsExactly("mean", "standardError", "maxAbsZ", "totalVariance");
                double z = maxAbsZ(draws, json.path("estimators").path(method).path("expectation"));
                assertThat(draws.path("maxAbsZ").asDouble()).as(method).isCloseTo(z, within(1e-9));
                assertThat(z).as(method).isLessThan(bound);
            }
            // Negative control: the same test refuses biased estimators as estimates of the exact gradient.
            for (String method : List.of("maml", "e-maml")) {
                assertThat(maxAbsZ(sampled.path(method), json.path("gradient")))
                        .as(method)
                        .isGreaterThan(bound);
            }
            assertThat(maxAbsZ(sampled.path("sg-mrl"), json.path("gradient"))).isLessThan(bound);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave-one-out", "task-regression"})
    void aBaselineKeepsTheMeanAndLowersTheVarianceOfTheScoreTerm(String kind) throws Exception {
        String[] options = {"--inner-trajectories", "2", "--inner-step-size", "0.7", "--samples", "20000", "--seed", "3"
        };
        JsonNode plain = certify(TWO_STATE, options).path("sampled");
        String[] withBaseline = with(options, "--baseline", kind, "--tasks", "10");
        JsonNode baseline = certify(TWO_STATE, withBaseline).path("sampled");

        for (String method : METHODS) {
            assertThat(baseline.path(method).path("maxAbsZ").asDouble())
                    .as(method)
                    .isLessThan(5.7);
        }
        for (String method : List.of("sg-mrl", "sg-mrl-first-order")) {
            assertThat(baseline.path(method).path("totalVariance").asDouble())
                    .as(method)
                    .isLessThan(0.7 * plain.path(method).path("totalVariance").asDouble());
        }
        // Without a score term the shares of a meta-batch stay independent.
        assertThat(baseline.path("maml").path("totalVariance").asDouble())
                .isCloseTo(plain.path("maml").path("totalVariance").asDouble(), within(0.03));
        assertThat(certify(TWO_STATE, with(withBaseline, "--threads", "1")).path("sampled"))
                .isEqualTo(baseline);
    }

    /// The estimators that have no sum of scores are drawn as without a baseline.
    @Test
    void leavingATrajectoryOutKeepsTheMeanAndIsForTheSumOfScoresAlone() throws Exception {
        String[] options = {
            "--inner-trajectories", "2", "--inner-step-size", "0.7", "--samples", "100000", "--outer-trajectories", "3"
        };
        JsonNode plain = certify(TWO_STATE, options).path("sampled");
        JsonNode json = certify(TWO_STATE, with(options, "--baseline", "leave-trajectory-out"));
        JsonNode baseline = json.path("sampled");

        for (String method : List.of("sg-mrl", "sg-mrl-first-order", "sg-mrl-policy-hessian")) {
            assertThat(baseline.path(method).path("maxAbsZ").asDouble())
                    .as(method)
                    .isLessThan(5.7);
            assertThat(baseline.path(method).path("totalVariance").asDouble())
                    .as(method)
                    .isLessThan(0.5 * plain.path(method).path("totalVariance").asDouble());
        }
        for (String method : List.of("maml", "maml-first-order", "maml-policy-hessian", "e-maml")) {
            assertThat(baseline.path(method)).as(method).isEqualTo(plain.path(method));
        }
        JsonNode twoOfThree = certify(
                TWO_STATE,
                "--inner-trajectories",
                "3",
                "--inner-step-size",
                "0.7",
                "--samples",
                "100000",
                "--baseline",
                "leave-trajectory-out",
                "--leave-out-groups",
                "2");
        assertThat(twoOfThree.at("/settings/leaveOutGroups").asInt()).isEqualTo(2);
        assertThat(twoOfThree.at("/sampled/sg-mrl/maxAbsZ").asDouble()).isLessThan(5.7);
        assertThat(maxAbsZ(twoOfThree.at("/sampled/maml"), twoOfThree.path("gradient")))
                .isGreaterThan(5.7);
        // Negative control: draws of MAML are refused as draws of the gradient.
        assertThat(maxAbsZ(baseline.path("sg-mrl"), json.path("gradient"))).isLessThan(5.7);
        assertThat(maxAbsZ(baseline.path("maml"), json.path("gradient"))).isGreaterThan(5.7);
    }

    /// On three decisions importance weights and rollouts are unbiased and a cap is not; the draws tell them apart.
    @Test
    void leavingATrajectoryOutByRolloutsIsUnbiasedAndByCappedWeightsIsNot() throws Exception {
        Path threeState = Path.of("../examples/mdp/three-state.json");
        String[] options = {
            "--inner-trajectories",
            "2",
            "--inner-step-size",
            "1",
            "--samples",
            "200000",
            "--outer-trajectories",
            "4",
            "--baseline",
            "leave-trajectory-out"
        };
        JsonNode weights = certify(threeState, options);
        JsonNode rollouts = certify(threeState, with(options, "--leave-out-rollouts", "1"));
        JsonNode capped = certify(threeState, with(options, "--leave-out-cap", "1"));

        assertThat(weights.at("/sampled/sg-mrl/maxAbsZ").asDouble()).isLessThan(5.7);
        assertThat(rollouts.at("/sampled/sg-mrl/maxAbsZ").asDouble()).isLessThan(5.7);
        assertThat(rollouts.at("/settings/leaveOutRollouts").asInt()).isEqualTo(1);
        assertThat(capped.at("/sampled/sg-mrl/maxAbsZ").asDouble()).isGreaterThan(5.7);
        assertThat(capped.at("/settings/leaveOutCap").asDouble()).isEqualTo(1);
        assertThat(rollouts.path("sampled").path("sg-mrl")).isNotEqualTo(weights.at("/sampled/sg-mrl"));
    }

    @Test
    void trainingRunsOfMethodsWithoutASumOfScoresDoWithoutLeavingTrajectoriesOut() throws Exception {
        String[] options = {"--converge", "--iterations", "5", "--seeds", "2"};

        JsonNode plain = certify(TWO_STATE, options).at("/convergence/stepSizes/0/methods");
        JsonNode baseline = certify(TWO_STATE, with(options, "--baseline", "leave-trajectory-out"))
                .at("/convergence/stepSizes/0/methods");

        assertThat(baseline.path("maml")).isNotEmpty().isEqualTo(plain.path("maml"));
        assertThat(baseline.path("e-maml")).isNotEmpty().isEqualTo(plain.path("e-maml"));
        assertThat(baseline.path("sg-mrl")).isNotEmpty().isNotEqualTo(plain.path("sg-mrl"));
    }

    /// The two tasks of the bandit have the same value by symmetry, so the return of the other tasks predicts as well
    /// as the task; one that pays half makes the tasks differ, and only the regression on the task can tell.
    @Test
    void aRegressionOnTheTaskHelpsWhereTasksDifferInWhatTheyPay() throws Exception {
        Path unequal = folder.resolve("unequal.json");
        Files.writeString(unequal, """
                {"horizon": 0, "discount": 1, "theta": [[0, 0]], "tasks": [
                 {"probability": 0.5, "initial": [1], "transition": [[[1], [1]]], "reward": [[9, 10]]},
                 {"probability": 0.5, "initial": [1], "transition": [[[1], [1]]], "reward": [[1, 0]]}]}
                """);
        String[] options = {"--inner-trajectories", "4", "--inner-step-size", "0.1", "--samples", "40000"};
        JsonNode one =
                certify(unequal, with(options, "--baseline", "leave-one-out")).path("sampled");
        JsonNode two =
                certify(unequal, with(options, "--baseline", "task-regression")).path("sampled");

        assertThat(two.path("sg-mrl").path("maxAbsZ").asDouble()).isLessThan(5.7);
        assertThat(two.path("sg-mrl").path("totalVariance").asDouble())
                .isLessThan(0.2 * one.path("sg-mrl").path("totalVariance").asDouble());
    }

    /// On a bandit with D_in = D_o = 1 a draw is a function of task, inner arm and outer arm: its covariance is a sum
    /// over 18 cases, computed here from the definitions.
    @Test
    void totalVarianceIsTheTraceOfTheCovarianceOfOneDraw() throws Exception {
        JsonNode json = certify(SAFE_ARM, "--inner-step-size", "3", "--samples", "100000");

        double[][] reward = {{0.6, 1, 0}, {0.6, 0, 1}};
        double[] theta = {0, 0.01, -0.01};
        double[] pi = softmax(theta);
        double[] mean = new double[3];
        double square = 0;
        for (double[] r : reward) {
            for (int inner = 0; inner < 3; inner++) {
                double[] adapted = theta.clone();
                for (int a = 0; a < 3; a++) {
                    adapted[a] += 3 * r[inner] * ((a == inner ? 1 : 0) - pi[a]);
                }
                double[] pi1 = softmax(adapted);
                for (int outer = 0; outer < 3; outer++) {
                    double p = 0.5 * pi[inner] * pi1[outer];
                    for (int a = 0; a < 3; a++) {
                        double v =
                                r[outer] * ((a == outer ? 1 : 0) - pi1[a]) + r[outer] * ((a == inner ? 1 : 0) - pi[a]);
                        mean[a] += p * v;
                        square += p * v * v;
                    }
                }
            }
        }
        double variance = square - Arrays.stream(mean).map(m -> m * m).sum();
        JsonNode draws = json.path("sampled").path("sg-mrl-first-order");
        // ‖v‖² is at most 8, so the sampled variance has a standard error below 8/(2·√100000) = 0.013.
        assertThat(draws.path("totalVariance").asDouble()).isCloseTo(variance, within(0.06));
        assertThat(json.path("estimators")
                        .path("sg-mrl-first-order")
                        .path("expectation")
                        .path(0)
                        .path(0)
                        .asDouble())
                .isCloseTo(mean[0], within(1e-14));
        double fromErrors = 100_000
                * Arrays.stream(rows(draws.path("standardError"))[0])
                        .map(e -> e * e)
                        .sum();
        assertThat(draws.path("totalVariance").asDouble()).isCloseTo(fromErrors, within(1e-12));
    }

    @Test
    void threadsDoNotChangeAnything() throws Exception {
        String[] options = {
            "--inner-trajectories",
            "2",
            "--inner-step-size",
            "0.7",
            "--samples",
            "20000",
            "--baseline",
            "leave-one-out",
            "--variance-inner-trajectories",
            "1,3",
            "--flow",
            "maml,sg-mrl",
            "--flow-steps",
            "5",
            "--converge",
            "--iterations",
            "60",
            "--seeds",
            "2",
            "--step-factors",
            "1,20"
        };
        Path one = folder.resolve("one.svg");
        Path two = folder.resolve("two.svg");
        ObjectNode a = (ObjectNode) certify(TWO_STATE, with(options, "--threads", "1", "--svg", one.toString()));
        ObjectNode b = (ObjectNode) certify(TWO_STATE, with(options, "--threads", "2", "--svg", two.toString()));

        a.remove("timing");
        b.remove("timing");
        assertThat(Json.line(a)).isEqualTo(Json.line(b));
        assertThat(one).hasSameBinaryContentAs(two);
        ObjectNode other = (ObjectNode) certify(TWO_STATE, with(options, "--seed", "1"));
        assertThat(other.path("sampled")).isNotEqualTo(a.path("sampled"));
        assertThat(other.path("estimators")).isEqualTo(a.path("estimators"));
    }

    @Test
    void varianceFallsWithTheInnerBatchForMamlAndGrowsForTheScoreTerm() throws Exception {
        JsonNode variance = certify(
                        TWO_STATE,
                        "--inner-step-size",
                        "0.7",
                        "--samples",
                        "4000",
                        "--variance-inner-trajectories",
                        "1,4,16")
                .path("variance");

        assertThat(numbers(variance.path("innerTrajectories"))).containsExactly(1, 4, 16);
        double[] maml = numbers(variance.path("totalVariance").path("maml"));
        double[] sgMrl = numbers(variance.path("totalVariance").path("sg-mrl"));
        assertThat(maml[2]).isLessThan(maml[0]);
        // Without a baseline the sum of D_in scores has D_in times the variance of one.
        assertThat(sgMrl[2] / sgMrl[0]).isBetween(4.0, 25.0);
    }

    @Test
    void trainingReachesASmallGradientWithSgMrlAndStallsWhereItsBiasSaysWithMaml() throws Exception {
        JsonNode json = certify(
                SAFE_ARM,
                "--inner-trajectories",
                "2",
                "--inner-step-size",
                "8",
                "--converge",
                "--iterations",
                "3000",
                "--seeds",
                "2",
                "--step-factors",
                "1,10");
        JsonNode study = json.path("convergence");
        assertThat(study.path("theory").asString()).isEqualTo("finite-horizon");
        assertThat(study.path("theoryStepSize").asDouble())
                .isEqualTo(json.path("finiteHorizonConstants")
                        .path("maxOuterStepSize")
                        .asDouble());
        double[] iterations = numbers(study.path("iterations"));
        assertThat(iterations).isSorted().startsWith(0, 1).endsWith(3000);

        JsonNode small = study.path("stepSizes").path(0);
        JsonNode large = study.path("stepSizes").path(1);
        assertThat(large.path("stepSize").asDouble())
                .isEqualTo(10 * study.path("theoryStepSize").asDouble());
        for (String method : List.of("sg-mrl", "maml", "e-maml")) {
            for (JsonNode run : large.path("methods").path(method)) {
                assertThat(numbers(run.path("gradientNorm")))
                        .hasSameSizeAs(iterations)
                        .startsWith(json.path("gradientNorm").asDouble());
                assertThat(numbers(run.path("value")))
                        .startsWith(json.path("value").asDouble());
            }
        }
        for (int seed = 0; seed < 2; seed++) {
            JsonNode sgMrl = large.path("methods").path("sg-mrl").path(seed);
            JsonNode maml = large.path("methods").path("maml").path(seed);
            assertThat(last(sgMrl.path("gradientNorm"))).isLessThan(0.02);
            assertThat(last(maml.path("gradientNorm")))
                    .isGreaterThan(0.04)
                    .isCloseTo(maml.path("biasNorm").asDouble(), within(0.02));
            assertThat(last(sgMrl.path("value"))).isGreaterThan(last(maml.path("value")) + 0.1);

            // The bound is on the mean of ‖∇V‖² so far, which is at least its minimum.
            double[] norm =
                    numbers(small.path("methods").path("sg-mrl").path(seed).path("gradientNorm"));
            double[] bound = numbers(small.path("finiteHorizonBound"));
            double least = norm[0];
            assertThat(bound[0]).isNaN();
            for (int i = 1; i < norm.length; i++) {
                assertThat(least).isLessThan(bound[i]);
                least = Math.min(least, norm[i]);
            }
        }
        assertThat(numbers(large.path("finiteHorizonBound"))).containsOnly(Double.NaN);
        assertThat(numbers(small.path("paperBound"))).containsOnly(Double.NaN);
    }

    @Test
    void insideThePapersTheoryTheBoundOfTheoremOneIsShown() throws Exception {
        Path bandit = write(Files.readString(SAFE_ARM).replace("\"discount\": 0.9", "\"discount\": 0"));
        JsonNode json = certify(
                bandit,
                "--inner-step-size",
                "0.25",
                "--converge",
                "--iterations",
                "1000",
                "--seeds",
                "1",
                "--step-factors",
                "0.5,2",
                "--tasks",
                "5",
                "--outer-trajectories",
                "3");
        JsonNode study = json.path("convergence");
        JsonNode constants = json.path("constants");
        double lV = constants.path("LV").asDouble();
        double gV = constants.path("GV").asDouble();
        assertThat(study.path("theory").asString()).isEqualTo("paper");
        assertThat(study.path("theoryStepSize").asDouble()).isEqualTo(1 / lV);

        double beta = study.path("stepSizes").path(0).path("stepSize").asDouble();
        double[] bound = numbers(study.path("stepSizes").path(0).path("paperBound"));
        double[] at = numbers(study.path("iterations"));
        int end = at.length - 1;
        // Theorem 1 with K = R/(β ε²) iterations: E‖∇V‖² ≤ 2 GV² LV β/(B D_o) + R/(β K), here with R = 1.
        assertThat(bound[end] * bound[end])
                .isCloseTo(2 * gV * gV * lV * beta / 15 + 1 / (beta * at[end]), within(1e-10));
        assertThat(bound[1]).as("ε would not be below 1").isNaN();
        assertThat(numbers(study.path("stepSizes").path(1).path("paperBound"))).containsOnly(Double.NaN);
    }

    @Test
    void theReportAndThePictureStandAlone() throws Exception {
        Path picture = folder.resolve("flow.svg");
        certify(
                TWO_STATE,
                "--inner-step-size",
                "0.7",
                "--samples",
                "2000",
                "--variance-inner-trajectories",
                "1,2",
                "--flow",
                String.join(",", METHODS),
                "--flow-steps",
                "4",
                "--converge",
                "--iterations",
                "20",
                "--svg",
                picture.toString());

        String page = Files.readString(folder.resolve("result.html"));
        assertThat(page)
                .contains("Relative bias", "Total variance against D_in", "Where ascent", "Training and the bound")
                .contains("Constants", "etaRho", "<polyline", "prefers-color-scheme: dark", "result.json")
                .doesNotContain("http");
        for (String method : METHODS) {
            assertThat(page).contains(method);
        }
        String svg = Files.readString(picture);
        assertThat(svg).startsWith("<svg xmlns=").contains("two-state.json", "policy in state 1", "sg-mrl");
        var parsed = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(picture.toFile());
        assertThat(parsed.getElementsByTagName("polyline").getLength())
                .as("value and gradient norm along the flow of every method")
                .isEqualTo(2 * METHODS.size());
    }

    @Test
    void theSummaryNamesValueBiasAndConstants() throws Exception {
        Cli.Result result = Cli.run("certify", SAFE_ARM.toString(), "--inner-step-size", "3", "--flow", "maml");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("1 state, 3 actions, 2 tasks", "V = 0.68", "maml-policy-hessian", "relative bias")
                .contains("etaRho", "finite-horizon constants", "does not cover", "flow of 200 steps of 0.5");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theFinalPolicyOfARunCanBeCertified() throws Exception {
        Path run = folder.resolve("run");
        Cli.Result training = Cli.run(
                "train",
                "--env",
                "tabular",
                "--mdp",
                SAFE_ARM.toString(),
                "--preset",
                "paper",
                "--iterations",
                "3",
                "--test-tasks",
                "2",
                "--out",
                run.toString());
        assertThat(training.exitCode()).as(training.err()).isZero();

        JsonNode json = certify(SAFE_ARM, "--policy", run.toString());

        double[] logits =
                org.sgmrl.io.Safetensors.read(run.resolve("policy.safetensors")).doubles("logits");
        assertThat(rows(json.path("settings").path("theta"))[0]).containsExactly(logits);
        refused(
                TWO_STATE,
                "policy.safetensors",
                "logits has shape [1, 3] instead of [2, 2]",
                1,
                "--policy",
                run.toString());
        refused(SAFE_ARM, "is not a run folder", "config.json", 2, "--policy", folder.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"probability\": 0.4 | \"probability\": 0.5 | tasks[*].probability | sums to 1.1",
                "\"initial\": [0.7, 0.3] | \"initial\": [0.7, 0.2] | tasks[0].initial | sum to 1",
                "\"initial\": [0.7, 0.3] | \"initial\": [1.3, -0.3] | tasks[0].initial[0] = 1.3 | must",
                "[0.9, 0.1] | [1.1, -0.1] | tasks[0].transition[0][0] | must",
                "[0.2, 0.8] | [0.2, 0.8, 0] | tasks[0].transition[0][1] has 3 elements | must have 2",
                "[0.1, 0.8] | [0.1, -0.8] | tasks[0].reward[0][1] = -0.8 | must be",
                "[0.1, 0.8] | [0.1, NaN] | tasks[0].reward[0][1] = NaN | must be a finite number",
                "[0.5, 0.3] | [0.5] | tasks[0].reward[1] has 1 elements | must have 2",
                "\"horizon\": 1 | \"horizon\": 1.5 | horizon = 1.5 | must be an integer",
                "\"horizon\": 1 | \"horizon\": 1e300 | horizon | must",
                "\"horizon\": 1 | \"horizon\": 40 | the number of trajectories | exceeds the limit",
                "\"discount\": 0.9 | \"discount\": 1.2 | discount = 1.2 | [0, 1]",
                "\"discount\": 0.9, | '' | discount is missing | required",
                "\"discount\": 0.9 | \"gamma\": 0.9 | gamma is an unknown key | discount",
                "\"discount\": 0.9 | \"discount\": \"0.9\" | discount is the string | must be a number",
                "\"tasks\" | tasks | not valid JSON | line",
            })
    void aBadFileIsToldInOneLineWithPathValueAndRule(String from, String to, String message, String more)
            throws IOException {
        String text = Files.readString(TWO_STATE);
        assertThat(text).contains(from);
        Path problem = write(text.replaceFirst(java.util.regex.Pattern.quote(from), to));

        refused(problem, message, more, 2);
    }

    @Test
    void whatIsNoProblemFileAtAllIsTold() throws IOException {
        refused(write("Once upon a time"), "not valid JSON", "line 1, column 1", 2);
        refused(write(""), "the document is empty", "must be an object", 2);
        refused(write("[]"), "the document is an array", "must be an object", 2);
        refused(write("PK\u0003\u0004"), "not valid JSON", "line 1", 2);
        refused(folder.resolve("none.json"), "none.json cannot be read", "no such file", 2);
        refused(folder, "cannot be read", "", 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--inner-steps 0 | inner steps = 0 must be in [1, 64] | 64",
                "--inner-trajectories 0 | inner trajectories = 0 must be in | 10000",
                "--inner-step-size -1 | inner step size = -1.0 must be finite and >= 0 | -1",
                "--inner-step-size NaN | inner step size = NaN must be finite | NaN",
                "--inner-step-size much | --inner-step-size | much",
                "--inner-trajectories 9 | the number of inner paths to visit | exceeds the limit of 10000",
                "--flow sgmrl | --flow = sgmrl must be one of sg-mrl, | did you mean sg-mrl?",
                "--flow maml,maml | --flow = maml is given twice | twice",
                "--flow-steps 3 | --flow-steps has no effect without --flow | flow",
                "--flow maml --flow-steps -1 | flow steps = -1 must be in | 1000000",
                "--flow maml --flow-step-size Infinity | flow step size = Infinity must be finite | finite",
                "--flow maml --flow-steps 900000 | the number of inner paths to visit | exceeds",
                "--converge --iterations 0 | --iterations = 0 must be in | 1",
                "--converge --step-factors 0 | --step-factors = 0.0 must be positive | finite",
                "--converge --seeds 1000 | the number of inner paths to visit | exceeds",
                "--samples 1 | --samples = 1 must be in [2, | 2147483647",
                "--samples 30 --baseline leave-one-out | --samples = 30 must be in [40, | 40",
                "--samples 50 --baseline leave-one-out | multiple of --tasks = 20 | leave-one-out",
                "--samples 50 --baseline leav-one-out | --baseline = leav-one-out must be one of | did you mean",
                "--samples 50 --baseline leave-trajectory-out --inner-steps 2 | needs --inner-steps = 1 | not 2",
                "--samples 50 --leave-out-groups 2 | has no effect without --baseline leave-trajectory-out | groups",
                "--samples 50 --baseline leave-trajectory-out --leave-out-groups 0 | --leave-out-groups = 0 | must be at least 1",
                "--samples 50 --baseline leave-trajectory-out --leave-out-cap -1 | --leave-out-cap = -1.0 | or 0 for no limit",
                "--samples 50 --baseline leave-trajectory-out --leave-out-cap NaN | --leave-out-cap = NaN | or 0 for no limit",
                "--samples 50 --baseline leave-trajectory-out --leave-out-rollouts -1 | --leave-out-rollouts = -1 | must be at least 0",
                "--samples 50 --leave-out-rollouts 2 | has no effect without --baseline leave-trajectory-out | rollouts",
                "--samples 50 --tasks 3 | --tasks has no effect without | a --baseline",
                "--samples 50 --variance-inner-trajectories 0 | inner trajectories = 0 must be in | 10000",
                "--engine local | --engine has no effect without --samples | samples",
                "--converge --master here | --master has no effect without --samples | samples",
                "--samples 50 --engine threads | engine = threads must be one of local | local",
                "--samples 50 --engine spark | give it on the command line: --engine spark | local",
                "--seed 3 | --seed has no effect without --samples or --converge | seed",
                "--threads 0 | threads = 0 must be at least 1 | 1024",
                "--flwo maml | unknown option --flwo | did you mean --flow?",
            })
    void aWrongOptionIsToldInOneLine(String options, String message, String more) {
        refused(TWO_STATE, message, more, 2, with(options.split(" "), "--max-inner-paths", "10000"));
    }

    @Test
    void aResultThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
        Path problem = write(Files.readString(TWO_STATE));
        assertOneLine(
                Cli.run(
                        "certify",
                        problem.toString(),
                        "--out",
                        folder.resolve("no/r.json").toString()),
                "must exist",
                2);
        assertOneLine(Cli.run("certify", problem.toString(), "--out", "r.txt"), "must end in .json", 2);
        assertOneLine(Cli.run("certify", problem.toString(), "--out", problem.toString()), "is the problem file", 2);
        Path html = Files.copy(problem, folder.resolve("problem.html"));
        assertOneLine(
                Cli.run(
                        "certify",
                        html.toString(),
                        "--out",
                        folder.resolve("problem.json").toString()),
                "the page beside --out = " + html + " is the problem file",
                2);
    }

    @Test
    void aPageThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
        Path page = Files.createDirectory(folder.resolve("r.html"));
        Path out = folder.resolve("r.json");
        assertOneLine(
                Cli.run("certify", TWO_STATE.toString(), "--out", out.toString()),
                "the page beside --out = " + page + " must be the name of a file",
                2);
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"-, -", "-, /dev/stdout", "/dev/stdout, -", "/dev/stderr, /dev/stderr"})
    void resultAndPictureDoNotGoIntoOneStream(String out, String svg) {
        Cli.Result result = Cli.run("certify", SAFE_ARM.toString(), "--out", out, "--svg", svg);
        assertOneLine(result, "--out = " + out + " and --svg = " + svg + " are the same stream", 2);
    }

    @Test
    void aFaultInTheOracleIsNotTakenForAWrongRequest() throws Exception {
        MdpProblemFile file = MdpProblemReader.read(SAFE_ARM, RewardRange.NON_NEGATIVE);
        CertificationSettings exact =
                CertificationSettings.withoutFlows(new Adaptation(1, 1, 0.1), new OracleSettings(1, 1000, 100_000));
        CertifyRequest request =
                new CertifyRequest("safe-arm", file.problem(), file.theta(), exact, null, List.of(), null);
        OracleProgress faulty = (phase, done, total) -> {
            throw new IllegalArgumentException("a fault");
        };
        assertThatThrownBy(() -> CertifyCommand.certify(request, faulty))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("a fault");
    }

    @Test
    void aResultBeyondDoublePrecisionFailsTheRun() throws IOException {
        Path problem = write(Files.readString(TWO_STATE).replace("[0.1, 0.8]", "[1e200, 1e300]"));

        refused(problem, "a result is", "too large for double precision", 1, "--inner-step-size", "1e300");
    }

    private JsonNode certify(Path problem, String... options) throws IOException {
        Path out = folder.resolve("result.json");
        List<String> args = new ArrayList<>(List.of("certify", problem.toString(), "--out", out.toString()));
        args.addAll(List.of(options));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(folder.resolve("result.html")).isNotEmptyFile();
        return Json.parse(Files.readString(out));
    }

    private void refused(Path problem, String message, String more, int exitCode, String... options) {
        Path out = folder.resolve("refused.json");
        List<String> args = new ArrayList<>(List.of("certify", problem.toString(), "--out", out.toString()));
        args.addAll(List.of(options));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertOneLine(result, message, exitCode);
        assertThat(result.err()).contains(more);
        assertThat(out).doesNotExist();
        assertThat(folder.resolve("refused.html")).doesNotExist();
    }

    private static void assertOneLine(Cli.Result result, String message, int exitCode) {
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("sgmrl: ").contains(message);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
    }

    private Path write(String text) throws IOException {
        Path file = folder.resolve("problem.json");
        Files.writeString(file, text);
        return file;
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /// Largest |mean − expectation| / standard error, computed from the file.
    private static double maxAbsZ(JsonNode draws, JsonNode expectation) {
        double[][] mean = rows(draws.path("mean"));
        double[][] error = rows(draws.path("standardError"));
        double[][] exact = rows(expectation);
        double worst = 0;
        for (int s = 0; s < mean.length; s++) {
            for (int a = 0; a < mean[s].length; a++) {
                worst = Math.max(worst, Math.abs(mean[s][a] - exact[s][a]) / error[s][a]);
            }
        }
        return worst;
    }

    private static double[] softmax(double[] theta) {
        double[] p = Arrays.stream(theta).map(StrictMath::exp).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    private static double last(JsonNode array) {
        return array.path(array.size() - 1).asDouble();
    }

    private static double[] numbers(JsonNode array) {
        return array.valueStream()
                .mapToDouble(node -> node.isNull() ? Double.NaN : node.asDouble())
                .toArray();
    }

    private static double[][] rows(JsonNode table) {
        return table.valueStream().map(CertifyTest::numbers).toArray(double[][]::new);
    }
}
