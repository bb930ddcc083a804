package org.sgmrl.spark;

import java.io.Serializable;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.PieceEngine;
import org.sgmrl.training.PieceWork;
import org.sgmrl.training.TaskEngine;

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
    public void requireReachable(String master) {
        SparkEngine.requireMaster(master);
    }

    @Override
    public <T> TaskEngine<T> create(EngineRequest<T> request) {
        return new SparkEngine<>(request);
    }

    @Override
    public <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> createPieces(
            EngineRequest<T> request, PieceWork<Q, A> work) {
        return new SparkEngine<>(request).pieces(work);
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
