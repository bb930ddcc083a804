/// Counter-based random streams: every random number of a run is a pure function of *who draws it* and *how
/// many it has drawn before*, so results do not depend on threads, machines, interruptions or the width of
/// vector registers.
///
/// The door is [RandomStream]; [StreamDomain] and [StreamPurpose] are two parts of a stream's name.
@NullMarked
package org.sgmrl.random;

import org.jspecify.annotations.NullMarked;
