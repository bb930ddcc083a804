/// What tests of several packages share: vectors, test statistics with their tail probabilities, small
/// environments.
@NullMarked
package org.sgmrl.testing;

import org.jspecify.annotations.NullMarked;
