/// Environments written in Python, stepped by worker processes. The doors are [PythonEnvironment] and, for
/// whoever knows an environment by its id, [PythonProvider].
@NullMarked
package org.sgmrl.python;

import org.jspecify.annotations.NullMarked;
