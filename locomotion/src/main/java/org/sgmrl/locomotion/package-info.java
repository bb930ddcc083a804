/// Simulated robots that walk, run, hop and swim: the locomotion tasks of meta-reinforcement learning. The
/// door is [LocomotionEnvironments], which says what each robot observes and each task rewards.
@NullMarked
package org.sgmrl.locomotion;

import org.jspecify.annotations.NullMarked;
