package org.sgmrl.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

final class RunGroupsTest {
    private static final String RUN = "{\"env\":\"point-navigation-v1\",\"algorithm\":\"maml\",\"seed\":%d%s}";

    @Test
    void aRunOfAVersionThatDidNotKnowASettingIsInTheGroupOfThoseThatLeaveItAsItWas() {
        assertThat(names("", ",\"max-gradient-norm\":0.0,\"leave-out-groups\":5"))
                .containsExactly("maml on point-navigation-v1", "maml on point-navigation-v1");
    }

    @Test
    void runsThatDifferInMoreThanTheSeedAreNamedByTheDifference() {
        assertThat(names("", ",\"max-gradient-norm\":1.0"))
                .containsExactly(
                        "maml on point-navigation-v1, max-gradient-norm 0.0",
                        "maml on point-navigation-v1, max-gradient-norm 1.0");
        assertThat(names(",\"discount\":0.9", ",\"discount\":0.99"))
                .containsExactly(
                        "maml on point-navigation-v1, discount 0.9", "maml on point-navigation-v1, discount 0.99");
    }

    private static List<String> names(String first, String second) {
        List<JsonNode> configs = List.of(Json.parse(String.format(Locale.ROOT, RUN, 0, first)), Json.parse(String.format(Locale.ROOT, RUN, 1, second)));
        return RunGroups.names(configs);
    }
}
