package org.sgmrl.environment;

import org.sgmrl.random.RandomStream;

/// How a reward is drawn, given its mean r(s, a).
enum RewardLaw {
    /// The mean itself, without a random number.
    MEAN,
    /// 1 with the mean as probability, otherwise 0.
    BERNOULLI,
    /// Normal with variance 1.
    UNIT_NORMAL;

    double draw(double mean, RandomStream random) {
        return switch (this) {
            case MEAN -> mean;
            case BERNOULLI -> random.nextDouble() < mean ? 1 : 0;
            case UNIT_NORMAL -> mean + random.nextGaussian();
        };
    }
}
