package example;

import java.util.List;
import org.sgmrl.run.certify.ScoreCoefficientsCheck;

/// Certifies a coefficient of the score term on a finite problem: the mean of the code that trains against the exact
/// meta-gradient.
final class Main {
    public static void main(String[] args) {
        List<String> right = ScoreCoefficientsCheck.findings(_ -> new RunningMean(), 0);
        List<String> wrong = ScoreCoefficientsCheck.findings(_ -> new OwnMean(), 0);
        System.out.println("running mean: " + (right.isEmpty() ? "no bias found" : right));
        System.out.println("mean with the task's own return: " + wrong);
        if (!right.isEmpty() || wrong.isEmpty()) {
            throw new IllegalStateException("the certificate is wrong");
        }
    }
}
