package org.sgmrl.locomotion;

import java.util.regex.Pattern;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// How far apart two surfaces are when their contact begins. MuJoCo 2.2.2 and 3.3.7 take the greater margin of the two
/// geoms, 4.0.0 their sum, which makes another robot of the same file. Which of them a release does is found out by
/// trying, as the binding serves fifty.
final class Margins {
    /// Two balls with margins of 1 mm, 1.5 mm apart.
    private static final String BALLS = """
            <mujoco>
              <worldbody>
                <geom type="sphere" size="1" margin="0.001"/>
                <body pos="2.0015 0 0">
                  <freejoint/>
                  <geom type="sphere" size="1" margin="0.001"/>
                </body>
              </worldbody>
            </mujoco>
            """;

    private static final Pattern OF_GEOM = Pattern.compile("(<geom\\b[^>]*\\smargin=\")([^\"]*)");

    private Margins() {}

    /// The model with which the library of this process lets contacts begin where 2.2.2 does.
    ///
    /// @param xml a model whose geoms all have the same margin
    static String suited(String xml) {
        return areAdded() ? halved(xml) : xml;
    }

    /// Whether the library adds margins.
    private static boolean areAdded() {
        try (MujocoModel model = MujocoModel.compile(BALLS);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.forward();
            return simulation.contacts() > 0;
        }
    }

    /// The model with half the margins of geoms; those of joints, which are nobody's but their own, stay.
    static String halved(String xml) {
        return OF_GEOM.matcher(xml).replaceAll(margin -> margin.group(1) + 0.5 * Double.parseDouble(margin.group(2)));
    }
}
