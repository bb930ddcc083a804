package org.sgmrl.run.settings;

/// Who computes the steps of robots that several simulators have.
public enum Simulator {
    /// MuJoCo's own library. What run folders mean that do not say.
    MUJOCO,
    /// Pure Java, after MuJoCo's documented equations; the same bits on every machine. What new runs take.
    PLANAR;

    /// Its name, as the registry of environments and options have it.
    ///
    /// @return such as `planar`
    public String id() {
        return SettingType.id(this);
    }
}
