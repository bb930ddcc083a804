/// Files that survive crashes and damage: [AtomicFile] replaces a file in one step, [Safetensors] stores
/// named arrays. And [Closing], for what opens several things.
@NullMarked
package org.sgmrl.io;

import org.jspecify.annotations.NullMarked;
