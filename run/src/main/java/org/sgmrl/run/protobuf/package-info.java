/// The wire format of Protocol Buffers, as far as the files need it that the command writes for other
/// tools. [ProtobufMessage] is the door.
@NullMarked
package org.sgmrl.run.protobuf;

import org.jspecify.annotations.NullMarked;
