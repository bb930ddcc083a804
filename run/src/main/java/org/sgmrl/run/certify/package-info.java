/// What is measured on a finite problem and put beside what the oracle computes. [Certificate] holds it all.
@NullMarked
package org.sgmrl.run.certify;

import org.jspecify.annotations.NullMarked;
