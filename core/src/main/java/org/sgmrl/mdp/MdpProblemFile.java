package org.sgmrl.mdp;

/// What a problem file holds.
///
/// @param problem the tasks, the horizon and the discount
/// @param theta the logits θ of the softmax policy, S × A
public record MdpProblemFile(MdpProblem problem, StateActionTable theta) {}
