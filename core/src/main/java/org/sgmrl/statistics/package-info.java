/// What reported figures are worth: aggregates, intervals, comparisons, tests.
///
/// Doors: [CrossedIntervals] for a mean over seeds and tasks, [MethodComparison] for two methods,
/// [Aggregates] and [Bootstrap] for [Scores] of several environments. Quantiles and p-values come from
/// Apache Commons Statistics, which computes with [Math]: their last bits may differ between processors.
/// Training never depends on them.
@NullMarked
package org.sgmrl.statistics;

import org.jspecify.annotations.NullMarked;
