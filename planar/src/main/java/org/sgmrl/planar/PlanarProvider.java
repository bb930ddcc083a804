package org.sgmrl.planar;

import java.util.List;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.environment.Environments;

/// The environments of [PlanarLocomotion], beside those of the same ids on MuJoCo.
public final class PlanarProvider implements EnvironmentProvider {
    /// For `java.util.ServiceLoader`.
    public PlanarProvider() {}

    @Override
    public String simulator() {
        return "planar";
    }

    /// It needs no library, and returns are the same on either.
    @Override
    public boolean isDefaultSimulator() {
        return true;
    }

    @Override
    public List<Environments.Entry> environments() {
        return PlanarLocomotion.environments();
    }
}
