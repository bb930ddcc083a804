/// JMH benchmarks: one class for each hot path, each with an empty baseline and a test that it computes the right
/// thing.
@NullMarked
package org.sgmrl.bench;

import org.jspecify.annotations.NullMarked;
