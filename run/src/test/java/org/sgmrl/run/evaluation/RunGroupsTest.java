package org.sgmrl.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.settings.GivenSettings;
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

    @Test
    void aSettingThatDoesNotActIsNoDifference() {
        assertThat(complete(
                        List.of("preset", "paper", "leave-out-cap", "0"),
                        List.of("preset", "paper", "leave-out-cap", "1")))
                .containsExactly("sg-mrl on point-navigation-v1", "sg-mrl on point-navigation-v1");
        assertThat(complete(
                        List.of("preset", "tuned-1", "leave-out-cap", "0"),
                        List.of("preset", "tuned-1", "leave-out-cap", "1")))
                .containsExactly(
                        "sg-mrl on point-navigation-v1, leave-out-cap 0.0",
                        "sg-mrl on point-navigation-v1, leave-out-cap 1.0");
        // What leaves out, and how, is of no interest where the other does not leave out at all.
        assertThat(complete(List.of(), List.of("baseline", "none", "leave-out-groups", "3")))
                .containsExactly(
                        "sg-mrl on point-navigation-v1, baseline leave-trajectory-out-linear",
                        "sg-mrl on point-navigation-v1, baseline none");
    }

    private static List<String> complete(List<String> first, List<String> second) {
        return RunGroups.names(List.of(config(first), config(second)));
    }

    private static JsonNode config(List<String> options) {
        GivenSettings given = GivenSettings.NONE;
        for (int i = 0; i < options.size(); i += 2) {
            given = given.withOption(options.get(i), options.get(i + 1));
        }
        return RunRequest.resolve(given).decisive().put("iterations", 3);
    }

    private static List<String> names(String first, String second) {
        List<JsonNode> configs = List.of(
                Json.parse(String.format(Locale.ROOT, RUN, 0, first)),
                Json.parse(String.format(Locale.ROOT, RUN, 1, second)));
        return RunGroups.names(configs);
    }
}
