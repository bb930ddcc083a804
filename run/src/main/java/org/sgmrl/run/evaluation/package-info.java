/// Tests of trained policies on fresh tasks, of one run and of groups that are compared.
@NullMarked
package org.sgmrl.run.evaluation;

import org.jspecify.annotations.NullMarked;
