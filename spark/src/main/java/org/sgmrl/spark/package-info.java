/// Mapping tasks over an Apache Spark cluster: the only code that imports Spark.
@NullMarked
package org.sgmrl.spark;

import org.jspecify.annotations.NullMarked;
