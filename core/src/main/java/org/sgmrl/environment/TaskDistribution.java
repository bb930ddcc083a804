package org.sgmrl.environment;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;

/// The distribution p over tasks, eq. (6).
///
/// @param <T> type of the task: an immutable value
public interface TaskDistribution<T> {
    /// The largest magnitude of a number of a task: squares of it, and sums of these over an episode, are finite.
    double LARGEST = 1e100;

    /// Draws one task.
    ///
    /// @param random source of randomness
    /// @return a task
    T sample(RandomStream random);

    /// What a task is called in files and messages: `goal`, `direction`, `velocity`.
    ///
    /// @return a lower-case word
    String label();

    /// How many numbers describe a task.
    ///
    /// @return at least 1
    int parameterCount();

    /// The numbers that describe a task, for baselines that predict a return from them and for files.
    ///
    /// @param task a task
    /// @param out receives the numbers, `[parameterCount]`; overwritten
    void parameters(T task, double[] out);

    /// The task that numbers of a file describe, by default the same numbers as those of [#parameters]. It
    /// need not be one that [#sample] can draw.
    ///
    /// @param numbers the numbers
    /// @return the task
    /// @throws IllegalArgumentException if they are beyond [#LARGEST], too few or too many, or describe no task:
    ///     the message says what is allowed
    default T task(double[] numbers) {
        throw new IllegalArgumentException("its tasks cannot be given as numbers");
    }

    /// Tasks that are one number, uniform in an interval.
    ///
    /// @param label what the number is called, a lower-case word
    /// @param low the least
    /// @param high the greatest, above `low`
    /// @return the distribution
    /// @throws IllegalArgumentException if the interval is empty or beyond [#LARGEST]
    static TaskDistribution<Double> uniform(String label, double low, double high) {
        return new UniformNumbers(label, low, high);
    }

    /// For implementations of [#task]: checks the count and that none is beyond [#LARGEST].
    ///
    /// @param numbers the numbers
    /// @param count how many there must be
    /// @throws IllegalArgumentException if it does not hold
    static void require(double[] numbers, int count) {
        Arguments.given("numbers", numbers);
        if (numbers.length != count) {
            throw new IllegalArgumentException(
                    "must have " + count + (count == 1 ? " number" : " numbers") + ", not " + numbers.length);
        }
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("must be finite, not " + number);
            }
            if (Math.abs(number) > LARGEST) {
                throw new IllegalArgumentException(
                        "must be between -" + LARGEST + " and " + LARGEST + ", not " + number);
            }
        }
    }
}

/// Tasks that are one number.
record UniformNumbers(String label, double low, double high) implements TaskDistribution<Double>, Serializable {
    UniformNumbers {
        Arguments.given("label", label);
        Arguments.require(Math.abs(low) <= TaskDistribution.LARGEST, "low", low, "be a finite number, at most 1e100");
        Arguments.require(
                Math.abs(high) <= TaskDistribution.LARGEST, "high", high, "be a finite number, at most 1e100");
        Arguments.require(low < high, "low", low, "be below high = " + high);
    }

    @Override
    public Double sample(RandomStream random) {
        return random.nextDouble(low, high);
    }

    @Override
    public int parameterCount() {
        return 1;
    }

    @Override
    public void parameters(Double task, double[] out) {
        out[0] = task;
    }

    @Override
    public Double task(double[] numbers) {
        TaskDistribution.require(numbers, 1);
        return numbers[0];
    }
}
