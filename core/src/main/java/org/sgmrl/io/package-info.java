/// Files that survive crashes, damage and interrupts: [AtomicFile] replaces a file in one step, [AppendedFile] grows at
/// its end, [Safetensors] stores named arrays. And [Closing], for what opens several things.
@NullMarked
package org.sgmrl.io;

import org.jspecify.annotations.NullMarked;
