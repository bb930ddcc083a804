/// Environments and their task distributions. The doors are [Environment] (what a user implements),
/// [MetaEnvironment] (an environment with its tasks) and [Environments] (all by id, to which
/// [EnvironmentProvider] adds).
@NullMarked
package org.sgmrl.environment;

import org.jspecify.annotations.NullMarked;
