/// Experiments as data: a grid of environments × variants × seeds, read from TOML, run as far as it is not done, tested
/// by
/// one protocol and compared. The paper's tables are such files. Doors: [ExperimentReader], [Papers] and
/// [ExperimentRun].
@NullMarked
package org.sgmrl.run.experiment;

import org.jspecify.annotations.NullMarked;
