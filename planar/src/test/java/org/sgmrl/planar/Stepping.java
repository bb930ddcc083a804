package org.sgmrl.planar;

import org.sgmrl.random.RandomStream;

/// Steps robots of one kind and does nothing else: `Stepping ROBOT scalar|vectors EPISODES`, 40 episodes of 1,000 steps at
/// a time. For tools that count the instructions of a process: the difference of two runs is that of their steps.
final class Stepping {
    private static final int ROBOTS = 40;
    private static final int CONTROLS = 200;
    private static final int STEPS = 5;

    private Stepping() {}

    public static void main(String[] arguments) {
        PlanarModel model = States.model(arguments[0]);
        Stepper stepper = arguments[1].equals("scalar") ? new ScalarStepper(model) : new SimdStepper(model);
        int episodes = Integer.parseInt(arguments[2]);
        PlanarState state = new PlanarState(model, ROBOTS, stepper.lanes());
        double[] controls = new double[ROBOTS * model.actuators() * CONTROLS];
        RandomStream random = States.stream(2);
        for (int i = 0; i < controls.length; i++) {
            controls[i] = random.nextDouble(-1, 1);
        }
        double[] qvel = new double[model.dofs()];
        for (int episode = 0; episode < episodes; episode++) {
            for (int e = 0; e < ROBOTS; e++) {
                state.place(e, model.initial, qvel);
            }
            int next = 0;
            for (int c = 0; c < CONTROLS; c++) {
                for (int e = 0; e < ROBOTS; e++) {
                    for (int i = 0; i < model.actuators(); i++) {
                        state.control(e, i, controls[next++]);
                    }
                }
                for (int first = 0; first < ROBOTS; first += stepper.lanes()) {
                    stepper.step(state, first, STEPS);
                }
            }
        }
        System.out.println((long) episodes * ROBOTS * CONTROLS * STEPS + " steps of " + arguments[0]);
    }
}
