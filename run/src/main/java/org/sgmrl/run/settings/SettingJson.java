package org.sgmrl.run.settings;

import java.util.Optional;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.JsonNode;

/// Values of settings in JSON.
public final class SettingJson {
    /// Valid settings to put those of a file over.
    private static final TrainingSettings ANY = new TrainingSettings(
            new EstimatorSettings(
                    MethodSettings.of(Method.MAML),
                    Weighting.rewardToGo(),
                    new InnerStep(1, 0),
                    new Sampling(1, 1, 1, 1)),
            OuterStep.sgd(0),
            2,
            0,
            0,
            PolicySettings.mlp());

    private SettingJson() {}

    /// A setting's raw value as [Setting#read] takes it.
    public static Object rawValue(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isArray()) {
            return node.valueStream().map(SettingJson::rawValue).toList();
        }
        return node.toString();
    }

    /// The settings in a `config.json`, but for the problem file's text.
    ///
    /// @param file where it is, for what is said about a wrong value
    /// @param config its content
    /// @return what it has, and what settings meant before folders had them
    public static GivenSettings given(String file, JsonNode config) {
        GivenSettings given = GivenSettings.NONE;
        for (Setting<?> setting : Settings.ALL) {
            JsonNode value = config.get(setting.name());
            if (value != null && !setting.equals(Settings.MDP)) {
                given = given.with(setting, file + ": " + setting.name(), rawValue(value));
            } else if (setting instanceof Setting.OfTraining<?> training) {
                given = withMeaningBefore(given, training, file);
            } else if (setting.equals(Settings.ENV)) {
                throw new InvalidFile(file + " has no key " + setting.name());
            }
        }
        return given;
    }

    private static <V> GivenSettings withMeaningBefore(
            GivenSettings given, Setting.OfTraining<V> setting, String file) {
        V before = setting.before();
        if (before == null) {
            throw new InvalidFile(file + " has no key " + setting.name());
        }
        return given.with(setting, before);
    }

    /// The training settings in a `config.json`.
    ///
    /// @param config its content
    /// @return nothing if some are missing, wrong, or do not go together
    public static Optional<TrainingSettings> training(JsonNode config) {
        try {
            return Optional.of(given("", config).over(ANY));
        } catch (RequestException e) {
            return Optional.empty();
        }
    }
}
