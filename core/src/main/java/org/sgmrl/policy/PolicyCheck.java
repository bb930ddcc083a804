package org.sgmrl.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Tries whether a policy keeps the laws that estimators build on, and says which it breaks.
///
/// | law | tried by |
/// |---|---|
/// | sizes agree; parameters are drawn from the given stream alone | comparison |
/// | acting is a function of parameters, observation and noise, row by row | repetition, in two evaluators |
/// | evaluators share nothing, and keep no array that they were given | repetition |
/// | the gradient is that of the log-probability, and is added to what is there | central differences along random directions |
/// | scores along v are ∇log π·v | gradients of single rows |
/// | ∇²ℓ_w v is the derivative of the gradient, and symmetric; ∇ℓ_c rides along | central differences; u·∇²ℓ v = v·∇²ℓ u |
/// | weights of action nodes sum to 1, and their mean score is 0 | looking, for policies that have them |
/// | products leave the parameters as they were | repetition |
/// | actions have the distribution of the log-probability: E\[∇log π\] = 0 | a mean along each block of the layout |
/// | a memory changes no bit | comparison |
///
/// All but the last but one find what they find for certain. That one is a test: a sound policy fails it with a
/// probability of 2e-9 for each block of its layout (six standard errors, by the central limit theorem, 8000 draws).
public final class PolicyCheck {
    private static final int ROWS = 40;
    private static final int DIRECTIONS = 3;
    private static final int DRAWS = 8000;
    private static final double MOST_STANDARD_ERRORS = 6;

    private final Policy policy;
    private final double[] observations;
    private final double error;
    private final long seed;
    private final List<String> findings = new ArrayList<>();
    private final int d;
    private final double[] theta;
    private final DecisionBatch batch;

    private PolicyCheck(Policy policy, double[] observations, double error, long seed) {
        this.policy = policy;
        this.observations = observations;
        this.error = error;
        this.seed = seed;
        this.d = policy.parameterCount();
        this.theta = new double[d];
        this.batch = new DecisionBatch(ROWS, policy.observationSize(), policy.actionSize());
    }

    /// Checks a policy that computes in double precision, on observations that are independent normal numbers.
    ///
    /// @param policy the policy
    /// @param seed of everything random
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(Policy policy, long seed) {
        Arguments.given("policy", policy);
        double[] observations = new double[ROWS * Math.max(1, policy.observationSize())];
        stream(seed, 0, StreamPurpose.ENVIRONMENT).fillGaussian(observations, 0, observations.length);
        return findings(policy, observations, 0x1p-53, seed);
    }

    /// Checks a policy.
    ///
    /// @param policy the policy
    /// @param observations some that it may meet, one after the other, `[any number × observationSize]`
    /// @param error relative error of what it computes: 2⁻⁵³ in double precision, 2⁻²⁴ in single; derivatives may be
    ///     off by 1000 ε^{2/3}
    /// @param seed of everything random
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(Policy policy, double[] observations, double error, long seed) {
        Arguments.given("policy", policy);
        Arguments.given("observations", observations);
        if (!(error > 0 && error < 1e-3)) {
            throw new IllegalArgumentException("error = " + error + " must be in (0, 0.001)");
        }
        List<String> sizes = sizes(policy);
        if (!sizes.isEmpty()) {
            return sizes;
        }
        if (observations.length == 0 || observations.length % policy.observationSize() != 0) {
            throw new IllegalArgumentException("observations.length = " + observations.length
                    + " must be a positive multiple of " + policy.observationSize() + ", the policy's observationSize");
        }
        PolicyCheck check = new PolicyCheck(policy, observations, error, seed);
        check.run();
        return List.copyOf(check.findings);
    }

    private static List<String> sizes(Policy policy) {
        List<String> wrong = new ArrayList<>();
        atLeastOne("parameterCount", policy.parameterCount(), wrong);
        atLeastOne("observationSize", policy.observationSize(), wrong);
        atLeastOne("actionSize", policy.actionSize(), wrong);
        int sum = policy.layout().stream().mapToInt(ParameterBlock::size).sum();
        if (sum != policy.parameterCount()) {
            wrong.add("parameterCount = " + policy.parameterCount() + " must be the sum of the layout's sizes, " + sum);
        }
        if (policy.description().isBlank()) {
            wrong.add("description = \"" + policy.description() + "\" must be a short text");
        }
        return wrong;
    }

    private static void atLeastOne(String name, int value, List<String> wrong) {
        if (value < 1) {
            wrong.add(name + " = " + value + " must be at least 1");
        }
    }

    private static RandomStream stream(long seed, int number, StreamPurpose purpose) {
        return RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, number, purpose);
    }

    private void run() {
        if (!initial()) {
            return;
        }
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        if (!acting(evaluator)) {
            return;
        }
        independence(evaluator);
        gradients(evaluator);
        scores(evaluator);
        products(evaluator);
        nodes(evaluator);
        distribution(evaluator);
        memory();
    }

    /// Draws θ, moved a little so that no parameter is special.
    private boolean initial() {
        double[] again = new double[d];
        Arrays.fill(theta, Double.NaN);
        Arrays.fill(again, 7);
        policy.initialize(stream(seed, 0, StreamPurpose.PARAMETERS), theta);
        policy.initialize(stream(seed, 0, StreamPurpose.PARAMETERS), again);
        if (!Arrays.equals(theta, again)) {
            findings.add("initialize gave other parameters from the same random numbers, or left some as they were");
            return false;
        }
        for (int j = 0; j < d; j++) {
            if (!Double.isFinite(theta[j])) {
                findings.add("initialize gave theta[" + j + "] = " + theta[j] + ", which must be a finite number");
                return false;
            }
        }
        double deviation = policy.standardDeviation(theta);
        if (!Double.isNaN(deviation) && !(deviation > 0 && Double.isFinite(deviation))) {
            findings.add(
                    "standardDeviation = " + deviation + " must be a positive number, or NaN for discrete actions");
        }
        RandomStream random = stream(seed, 1, StreamPurpose.PARAMETERS);
        for (int j = 0; j < d; j++) {
            theta[j] += 0.1 * random.nextGaussian();
        }
        return true;
    }

    private void fillObservations(DecisionBatch out, int rows) {
        int size = policy.observationSize();
        int known = observations.length / size;
        for (int n = 0; n < rows; n++) {
            System.arraycopy(observations, (n % known) * size, out.observations(), n * size, size);
        }
        out.rows(rows);
    }

    private boolean acting(PolicyEvaluator evaluator) {
        fillObservations(batch, ROWS);
        int perAction = evaluator.noiseSize();
        double[] noise = new double[ROWS * perAction + 2];
        Arrays.fill(noise, 0.5);
        noise[0] = -77;
        noise[noise.length - 1] = -77;
        evaluator.drawNoise(stream(seed, 0, StreamPurpose.ACTION), ROWS, noise, 1);
        if (noise[0] != -77 || noise[noise.length - 1] != -77) {
            findings.add("drawNoise wrote outside of the actions × noiseSize numbers from offset on");
            return false;
        }
        double[] drawn = Arrays.copyOfRange(noise, 1, noise.length - 1);
        double[] actions = batch.actions();
        Arrays.fill(actions, Double.NaN);
        evaluator.act(ROWS, batch.observations(), drawn, actions);
        for (int k = 0; k < actions.length; k++) {
            if (!Double.isFinite(actions[k])) {
                findings.add("act gave action[" + k % policy.actionSize() + "] = " + actions[k] + " in row "
                        + k / policy.actionSize() + ", which must be a finite number");
                return false;
            }
        }
        double[] other = new double[actions.length];
        evaluator.act(ROWS, batch.observations(), drawn, other);
        sameBits("act, called again with the same observations and noise, gave other actions", actions, other);
        PolicyEvaluator second = policy.newEvaluator();
        second.setParameters(theta);
        second.act(ROWS, batch.observations(), drawn, other);
        sameBits("act of another evaluator with the same parameters gave other actions", actions, other);
        int size = policy.observationSize();
        double[] one = new double[policy.actionSize()];
        for (int n = 0; n < ROWS; n++) {
            second.act(
                    1,
                    Arrays.copyOfRange(batch.observations(), n * size, (n + 1) * size),
                    Arrays.copyOfRange(drawn, n * perAction, (n + 1) * perAction),
                    one);
            System.arraycopy(one, 0, other, n * one.length, one.length);
        }
        sameBits("act gave another action to a row alone than among others", actions, other);
        return findings.isEmpty();
    }

    private void independence(PolicyEvaluator evaluator) {
        double[] given = theta.clone();
        PolicyEvaluator second = policy.newEvaluator();
        second.setParameters(given);
        double[] before = logProbability(second);
        for (double value : before) {
            if (!Double.isFinite(value)) {
                findings.add("logProbability gave " + value + " for an action that act chose");
                return;
            }
        }
        Arrays.fill(given, 0.123);
        sameBits(
                "setParameters keeps the array it was given: changing that changed log-probabilities",
                before,
                logProbability(second));
        evaluator.setParameters(given);
        sameBits(
                "evaluators are not independent: setting one's parameters changed another's log-probabilities",
                before,
                logProbability(second));
        evaluator.setParameters(theta);
        sameBits(
                "logProbability is not a function of the parameters alone: it differs after others were set in between",
                before,
                logProbability(evaluator));
        double[] middle = new double[ROWS - 10];
        evaluator.logProbability(batch, 5, ROWS - 5, middle);
        closeTo(
                "logProbability of rows [from, to) does not begin with row from",
                Arrays.copyOfRange(before, 5, ROWS - 5),
                middle,
                1e3 * error);
    }

    private double[] logProbability(PolicyEvaluator evaluator) {
        double[] out = new double[ROWS];
        evaluator.logProbability(batch, 0, ROWS, out);
        return out;
    }

    private double tolerance() {
        return 1e3 * StrictMath.pow(error, 2.0 / 3);
    }

    private double step() {
        return StrictMath.cbrt(error);
    }

    private double[] normals(int number, int length) {
        double[] values = new double[length];
        stream(seed, number, StreamPurpose.PROBLEM).fillGaussian(values, 0, length);
        return values;
    }

    private double[] gradient(PolicyEvaluator evaluator, double[] weights) {
        double[] out = new double[d];
        evaluator.gradient(batch, 0, ROWS, weights, out);
        return out;
    }

    private double[] shifted(double step, double[] direction) {
        double[] at = theta.clone();
        for (int j = 0; j < d; j++) {
            at[j] += step * direction[j];
        }
        return at;
    }

    private void gradients(PolicyEvaluator evaluator) {
        double[] w = normals(100, ROWS);
        double[] gradient = gradient(evaluator, w);
        double[] twice = gradient.clone();
        evaluator.gradient(batch, 0, ROWS, w, twice);
        double[] doubled = gradient.clone();
        for (int j = 0; j < d; j++) {
            doubled[j] *= 2;
        }
        closeTo("gradient must be added to what out holds", doubled, twice, 1e3 * error);
        for (int k = 0; k < DIRECTIONS; k++) {
            double[] v = normals(110 + k, d);
            evaluator.setParameters(shifted(step(), v));
            double[] ahead = logProbability(evaluator);
            evaluator.setParameters(shifted(-step(), v));
            double[] behind = logProbability(evaluator);
            evaluator.setParameters(theta);
            double difference = 0;
            double size = 0;
            for (int n = 0; n < ROWS; n++) {
                difference += w[n] * (ahead[n] - behind[n]) / (2 * step());
                size += Math.abs(w[n]) * (Math.abs(ahead[n]) + Math.abs(ahead[n] - behind[n]) / step());
            }
            number(
                    "the gradient is not that of the log-probability: ∇ℓ·v",
                    dot(gradient, v),
                    "differences of ℓ",
                    difference,
                    size + norm(gradient) * norm(v));
        }
    }

    private void scores(PolicyEvaluator evaluator) {
        double[] v = normals(120, d);
        double[] along = new double[ROWS];
        evaluator.scoresAlong(batch, 0, ROWS, v, along);
        double[] chosen = new double[ROWS];
        for (int n = 0; n < ROWS; n++) {
            chosen[n] = 1;
            double[] one = gradient(evaluator, chosen);
            chosen[n] = 0;
            number("scoresAlong of row " + n, along[n], "∇log π·v", dot(one, v), norm(one) * norm(v));
        }
    }

    private double[] product(
            PolicyEvaluator evaluator, double[] weights, double[] direction, double @Nullable [] scoreWeights) {
        double[] out = new double[d];
        evaluator.hessianVectorProduct(batch, 0, ROWS, weights, direction, scoreWeights, out);
        return out;
    }

    private void products(PolicyEvaluator evaluator) {
        double[] before = logProbability(evaluator);
        double[] w = normals(130, ROWS);
        double[] c = normals(131, ROWS);
        double[] v = normals(132, d);
        double[] u = normals(133, d);
        double[] alongV = product(evaluator, w, v, null);
        double[] alongU = product(evaluator, w, u, null);
        sameBits("hessianVectorProduct left other parameters behind", before, logProbability(evaluator));
        evaluator.setParameters(theta);
        double size = norm(alongU) * norm(v) + norm(alongV) * norm(u);
        number("hessianVectorProduct is not symmetric: u·∇²ℓ v", dot(u, alongV), "v·∇²ℓ u", dot(v, alongU), size);
        evaluator.setParameters(shifted(step(), v));
        double[] ahead = gradient(evaluator, w);
        evaluator.setParameters(shifted(-step(), v));
        double[] behind = gradient(evaluator, w);
        evaluator.setParameters(theta);
        double[] differences = new double[d];
        for (int j = 0; j < d; j++) {
            differences[j] = (ahead[j] - behind[j]) / (2 * step());
        }
        closeTo(
                "hessianVectorProduct is not the derivative of the gradient",
                differences,
                alongV,
                tolerance() * (1 + norm(ahead) / Math.max(1e-300, norm(differences))));
        double[] both = product(evaluator, w, v, c);
        double[] riding = gradient(evaluator, c);
        for (int j = 0; j < d; j++) {
            riding[j] += alongV[j];
        }
        closeTo("hessianVectorProduct with score weights must be ∇²ℓ_w v + ∇ℓ_c", riding, both, tolerance());
    }

    private void nodes(PolicyEvaluator evaluator) {
        int count = evaluator.actionNodes();
        if (count == 0) {
            return;
        }
        DecisionBatch all = new DecisionBatch(ROWS * count, policy.observationSize(), policy.actionSize());
        all.rows(ROWS * count);
        double[] weights = new double[ROWS * count];
        evaluator.actionNodes(ROWS, batch.observations(), all.actions(), weights);
        int width = policy.observationSize();
        for (int k = 0; k < all.rows(); k++) {
            System.arraycopy(batch.observations(), k / count * width, all.observations(), k * width, width);
        }
        double[] along = new double[all.rows()];
        evaluator.scoresAlong(all, 0, all.rows(), normals(134, d), along);
        for (int n = 0; n < ROWS; n++) {
            double sum = 0;
            double mean = 0;
            double size = 0;
            for (int k = n * count; k < (n + 1) * count; k++) {
                sum += weights[k];
                mean += weights[k] * along[k];
                size += weights[k] * Math.abs(along[k]);
            }
            number("the sum of the weights of action nodes of row " + n, sum, "what it must be", 1, 1);
            number("the mean score of the action nodes of row " + n, mean, "that of all actions", 0, size);
        }
    }

    /// Whether log π is the logarithm of what act draws from: the mean score is zero then.
    private void distribution(PolicyEvaluator evaluator) {
        int perAction = evaluator.noiseSize();
        double[] noise = new double[ROWS * perAction];
        double[] along = new double[ROWS];
        int offset = 0;
        for (int b = 0; b < policy.layout().size(); b++) {
            ParameterBlock block = policy.layout().get(b);
            double[] v = new double[d];
            double[] values = normals(200 + b, block.size());
            System.arraycopy(values, 0, v, offset, values.length);
            offset += values.length;
            double sum = 0;
            double squares = 0;
            RandomStream random = stream(seed, 1 + b, StreamPurpose.ACTION);
            for (int round = 0; round < DRAWS / ROWS; round++) {
                evaluator.drawNoise(random, ROWS, noise, 0);
                evaluator.act(ROWS, batch.observations(), noise, batch.actions());
                evaluator.scoresAlong(batch, 0, ROWS, v, along);
                for (double p : along) {
                    sum += p;
                    squares += p * p;
                }
            }
            double mean = sum / DRAWS;
            double standardError = Math.sqrt(squares / DRAWS / DRAWS);
            if (!(Math.abs(mean) <= MOST_STANDARD_ERRORS * standardError)) {
                findings.add("actions do not have the distribution of logProbability: the mean score along block "
                        + block.name() + " is " + mean + ", which is " + Math.abs(mean) / standardError
                        + " standard errors from 0");
            }
        }
    }

    private void memory() {
        PolicyEvaluator plain = policy.newEvaluator();
        PolicyEvaluator remembering = policy.newEvaluator();
        plain.setParameters(theta);
        remembering.setParameters(theta);
        DecisionMemory memory = remembering.newMemory(ROWS);
        if (memory == null) {
            return;
        }
        double[] noise = new double[ROWS * plain.noiseSize()];
        plain.drawNoise(stream(seed, 0, StreamPurpose.ACTION), ROWS, noise, 0);
        int[] rows = new int[ROWS];
        Arrays.setAll(rows, n -> n);
        double[] w = normals(140, ROWS);
        double[] v = normals(141, d);
        plain.act(ROWS, batch.observations(), noise, batch.actions());
        double[] gradient = gradient(plain, w);
        double[] product = product(plain, w, v, w);
        double[] actions = batch.actions().clone();
        batch.memory(memory);
        memory.begin();
        remembering.act(ROWS, batch.observations(), noise, batch.actions(), memory, rows);
        memory.end(ROWS);
        sameBits("acting with a memory changed actions", actions, batch.actions());
        sameBits("gradients of remembered decisions have other bits", gradient, gradient(remembering, w));
        sameBits("products of remembered decisions have other bits", product, product(remembering, w, v, w));
        batch.memory(null);
    }

    private void sameBits(String finding, double[] expected, double[] actual) {
        for (int j = 0; j < expected.length; j++) {
            if (Double.doubleToRawLongBits(expected[j]) != Double.doubleToRawLongBits(actual[j])) {
                findings.add(finding + " (" + actual[j] + " instead of " + expected[j] + " at " + j + ")");
                return;
            }
        }
    }

    private void closeTo(String finding, double[] expected, double[] actual, double relative) {
        double size = 0;
        double worst = 0;
        int where = 0;
        for (int j = 0; j < expected.length; j++) {
            size = Math.max(size, Math.abs(expected[j]));
            double difference = Math.abs(expected[j] - actual[j]);
            if (!(difference <= worst)) {
                worst = difference;
                where = j;
            }
        }
        if (!(worst <= relative * Math.max(size, 1e-12))) {
            findings.add(finding + " (" + actual[where] + " instead of " + expected[where] + " at " + where + ")");
        }
    }

    private void number(String name, double value, String otherName, double other, double size) {
        if (!(Math.abs(value - other) <= tolerance() * size)) {
            findings.add(name + " = " + value + ", but " + otherName + " = " + other);
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }
}
