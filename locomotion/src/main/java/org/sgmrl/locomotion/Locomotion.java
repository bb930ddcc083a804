package org.sgmrl.locomotion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.environment.Yardstick;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.mujoco.MujocoException;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.mujoco.MujocoUnavailableException;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// A robot with tasks. What is known without MuJoCo's library (sizes, bounds, tasks) needs none.
///
/// @param <T> type of the task
public final class Locomotion<T> implements MetaEnvironment<T> {
    private static final int HORIZON = 200;
    /// The paper's meta-batch size and iterations on locomotion.
    private static final int META_BATCH_SIZE = 40;

    private static final int ITERATIONS = 400;

    /// Compiled models by name: one for all environments and workers of the process.
    private static final Map<String, MujocoModel> MODELS = new ConcurrentHashMap<>();

    private final EnvironmentSpec spec;
    private final Robot robot;
    private final Law<T> law;
    private final Function<MujocoModel, TaskModel<T>> taskModel;

    Locomotion(String id, Robot robot, Law<T> law, Function<MujocoModel, TaskModel<T>> taskModel) {
        this.spec = new EnvironmentSpec(
                id,
                robot.observationSize(),
                ActionSpace.Box.uniform(robot.controls(), -robot.controlBound(), robot.controlBound()),
                HORIZON,
                META_BATCH_SIZE,
                ITERATIONS);
        this.robot = robot;
        this.law = law;
        this.taskModel = taskModel;
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<T> tasks() {
        return law.tasks();
    }

    @Override
    public void requireAvailable() {
        try {
            MujocoLibrary.load();
            model();
        } catch (MujocoUnavailableException | MujocoException e) {
            throw unavailable(e);
        }
    }

    @Override
    public BatchedEnvironment<T> create(int rollouts) {
        requireAvailable();
        try {
            TaskModel<T> shared = taskModel.apply(model());
            try {
                return new LocomotionBatch<>(
                        spec.id(), shared, rollouts, simulation -> environment(shared, simulation, true));
            } catch (RuntimeException | Error e) {
                shared.close();
                throw e;
            }
        } catch (MujocoException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<StatefulEnvironment<T>> createStateful() {
        requireAvailable();
        try {
            TaskModel<T> own = taskModel.apply(model());
            MujocoSimulation simulation = null;
            try {
                simulation = new MujocoSimulation(own.model());
                return Optional.of(environment(own, simulation, false));
            } catch (RuntimeException | Error e) {
                if (simulation != null) {
                    simulation.close();
                }
                own.close();
                throw e;
            }
        } catch (MujocoException e) {
            throw unavailable(e);
        }
    }

    @Override
    public String simulator() {
        try {
            return "MuJoCo " + MujocoLibrary.load().version();
        } catch (MujocoUnavailableException e) {
            throw unavailable(e);
        }
    }

    @Override
    public boolean hasYardstick() {
        return true;
    }

    @Override
    public Optional<Yardstick> yardstick(int horizon, int threads) {
        requireAvailable();
        return RawLoop.start(robot, law.frameSkip(), horizon, threads);
    }

    private LocomotionEnvironment<T> environment(TaskModel<T> model, MujocoSimulation simulation, boolean shared) {
        T anyTask = law.tasks().sample(RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.TASK));
        return new LocomotionEnvironment<>(spec.id(), robot, law, model, simulation, shared, anyTask);
    }

    Robot robot() {
        return robot;
    }

    Law<T> law() {
        return law;
    }

    /// The robot's model as it is compiled, before a task changes it. Where MuJoCo adds the margins of two geoms, each has
    /// half that of the file.
    ///
    /// @return shared, not to be closed
    public MujocoModel model() {
        return MODELS.computeIfAbsent(robot.name(), name -> MujocoModel.compile(Margins.suited(xml(name))));
    }

    private EnvironmentException unavailable(RuntimeException e) {
        return new EnvironmentException("environment " + spec.id() + " needs MuJoCo: " + e.getMessage(), e);
    }

    /// The text of a model file.
    static String xml(String name) {
        return ModelFiles.find(name).orElseGet(() -> own(name));
    }

    private static String own(String name) {
        String file = name + ".xml";
        try (InputStream in = Locomotion.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the library");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
