package org.sgmrl.spark;

import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TaskTester;

/// Engine `spark`.
public final class SparkEngineProvider implements EngineProvider {
    /// For the service loader.
    public SparkEngineProvider() {}

    @Override
    public String id() {
        return "spark";
    }

    @Override
    public void check(String master) {
        SparkEngine.requireForm(master);
    }

    @Override
    public <T> TaskEngine<T> create(EngineRequest<T> request) {
        return new SparkEngine<>(request);
    }

    @Override
    public <T> TaskTester createTester(EngineRequest<T> request, int innerSteps) {
        return new SparkEngine<>(request).tester(innerSteps);
    }

    /// `spark-submit` sets this property.
    @Override
    public boolean preferred() {
        return System.getProperty(SparkEngine.MASTER) != null;
    }

    @Override
    public Hold hold() {
        return SharedContext.hold();
    }
}
