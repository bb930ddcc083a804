/// Charts and the frame of a page: scales, axes, curves.
@NullMarked
package org.sgmrl.report.chart;

import org.jspecify.annotations.NullMarked;
