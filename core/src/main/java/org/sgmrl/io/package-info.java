/// Files that survive crashes and damage: [AtomicFile] replaces a file in one step, [Safetensors] stores
/// named arrays.
@NullMarked
package org.sgmrl.io;

import org.jspecify.annotations.NullMarked;
