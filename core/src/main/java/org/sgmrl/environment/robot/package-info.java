/// What robots have in common whatever simulates them: tasks ([Direction], [Velocity], [Physique]), what tasks pay
/// ([Objective]) and when episodes end ([Health]), both together ([Law]), and the files of models that more than one
/// simulator steps ([ModelFiles]).
@NullMarked
package org.sgmrl.environment.robot;

import org.jspecify.annotations.NullMarked;
