/// Threads that share out pieces of work. The door is [Workers].
@NullMarked
package org.sgmrl.worker;

import org.jspecify.annotations.NullMarked;
