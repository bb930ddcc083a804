/// Intervals for reported figures. The door is [Interval].
@NullMarked
package org.sgmrl.statistics;

import org.jspecify.annotations.NullMarked;
