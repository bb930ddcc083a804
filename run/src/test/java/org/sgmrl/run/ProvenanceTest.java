package org.sgmrl.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// What is told of two descriptions of a machine.
final class ProvenanceTest {
    private static ObjectNode simulator(String text) {
        ObjectNode node = Json.object();
        Provenance.describe(node);
        return node.put("simulator", text);
    }

    private static void assertDifference(String before, String now, String... told) {
        assertThat(Provenance.differences(simulator(before), simulator(now))).containsExactly(told);
    }

    @Test
    void ofListsOfVersionsOnlyWhatDiffersIsTold() {
        String many =
                "cpython 3.11.2, farama_notifications 0.0.6, glfw 2.11.0, gymnasium 1.4.0, imageio 2.38.1, mujoco ";
        assertDifference(many + "3.3.0", many + "3.3.0");
        assertDifference(many + "3.3.0", many + "4.0.0", "simulator: mujoco 3.3.0, now mujoco 4.0.0");
        assertDifference("a 1, b 2, c 3", "a 1, b 3, d 4", "simulator: b 2, c 3, now b 3, d 4");
        assertDifference("a 1, b 2", "a 1", "simulator: b 2, now gone");
        assertDifference("a 1", "a 1, b 2", "simulator: now also b 2");
        assertDifference("a 1, b 2", "b 2, a 1", "simulator: a 1, b 2, now b 2, a 1");
        assertDifference("MuJoCo 2.2.2", "planar", "simulator: MuJoCo 2.2.2, now planar");
    }
}
