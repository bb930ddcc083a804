package example;

import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// MuJoCo without anything else: a pendulum that is let go.
final class Main {
    private static final String PENDULUM = """
            <mujoco>
              <worldbody>
                <body pos="0 0 2">
                  <joint name="hinge" type="hinge" axis="0 1 0" damping="0.1"/>
                  <geom type="capsule" fromto="0 0 0 1 0 0" size="0.05"/>
                </body>
              </worldbody>
            </mujoco>
            """;

    public static void main(String[] args) {
        try (MujocoModel model = MujocoModel.compile(PENDULUM);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            for (int second = 0; second <= 10; second++) {
                System.out.printf(
                        "%5.2f s: %7.3f rad%n", simulation.time(), simulation.get(DataField.QPOS, 0));
                simulation.step((int) Math.round(1 / model.timestep()));
            }
            // It comes to rest hanging down.
            if (Math.abs(simulation.get(DataField.QPOS, 0) - Math.PI / 2) > 1.5) {
                throw new IllegalStateException("a pendulum that does not hang down");
            }
        }
    }
}
