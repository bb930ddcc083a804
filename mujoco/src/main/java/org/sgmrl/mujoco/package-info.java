/// MuJoCo, the physics engine, through `java.lang.foreign`: a small typed binding of its C library. The doors
/// are [MujocoModel] (a compiled model) and [MujocoSimulation] (a state of it that is stepped);
/// [MujocoLibrary] finds and checks the library.
@NullMarked
package org.sgmrl.mujoco;

import org.jspecify.annotations.NullMarked;
