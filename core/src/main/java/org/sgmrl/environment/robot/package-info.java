/// What robots have in common whatever simulates them: tasks ([Direction], [Velocity]), what tasks pay
/// ([Objective]), and the files of models that more than one simulator steps ([ModelFiles]).
@NullMarked
package org.sgmrl.environment.robot;

import org.jspecify.annotations.NullMarked;
