/// Pages in one file each: of runs, of reproductions, of certificates.
@NullMarked
package org.sgmrl.report.page;

import org.jspecify.annotations.NullMarked;
