/// The page of a run that goes on. [WatchServer] is the door.
@NullMarked
package org.sgmrl.report.live;

import org.jspecify.annotations.NullMarked;
