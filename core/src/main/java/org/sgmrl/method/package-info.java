/// The words in which methods are described: what an estimator is made of, without a line that computes anything. The
/// estimators and the oracle that checks them share these words and nothing else. The door is [Method].
@NullMarked
package org.sgmrl.method;

import org.jspecify.annotations.NullMarked;
