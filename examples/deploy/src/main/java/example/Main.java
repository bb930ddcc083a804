package example;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.sgmrl.adapt.Actor;
import org.sgmrl.adapt.Decision;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.adapt.Transitions;
import org.sgmrl.random.RandomStream;

/// A service with a policy that adapts: two threads act in a loop of their own, their transitions are put together, and
/// the adapted policy takes over while they go on.
///
/// The loop is the service's, here a robot that is to reach a place nobody tells it. The policy was trained by
/// `sgmrl train`; its file is all that is needed.
final class Main {
    private static final int THREADS = 2;
    private static final int EPISODES = 10;
    private static final int STEPS = 100;

    public static void main(String[] args) throws Exception {
        TrainedPolicy trained = TrainedPolicy.load(Path.of(args.length > 0 ? args[0] : "policy.safetensors"));
        AtomicReference<TrainedPolicy> inUse = new AtomicReference<>(trained);
        Robot.Place place = new Robot.Place(0.4, -0.3);
        double before;
        double after;
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Transitions collected = collect(threads, inUse.get(), place, 0);
            before = collected.meanReturn();
            inUse.set(inUse.get().adapt(collected)); // whoever asks from now on gets the adapted policy
            after = collect(threads, inUse.get(), place, 1).meanReturn();
        }
        inUse.get().save(Path.of("target", "adapted.safetensors"));
        System.out.printf("mean return before adapting %.1f, after one step %.1f%n", before, after);
        if (!(after > before + 5)) {
            throw new IllegalStateException("it did not adapt");
        }
    }

    private static Transitions collect(ExecutorService threads, TrainedPolicy policy, Robot.Place place, int round)
            throws Exception {
        List<Future<Transitions>> parts = java.util.stream.IntStream.range(0, THREADS)
                .mapToObj(thread -> threads.submit(() -> drive(policy, place, round * THREADS + thread)))
                .toList();
        Transitions all = policy.newTransitions();
        for (Future<Transitions> part : parts) {
            all.append(part.get());
        }
        return all;
    }

    /// The loop that the service owns.
    private static Transitions drive(TrainedPolicy policy, Robot.Place place, int number) {
        Actor actor = policy.actor();
        Decision decision = policy.newDecision();
        Transitions transitions = policy.newTransitions();
        RandomStream random = Actor.randomStream(2026, number);
        Robot robot = new Robot(place);
        for (int episode = 0; episode < EPISODES; episode++) {
            robot.start();
            boolean ended = false;
            for (int step = 0; step < STEPS && !ended; step++) {
                actor.act(robot.seen(), random, decision);
                double reward = robot.move(decision.action());
                ended = robot.arrived();
                transitions.append(decision, reward, ended, step + 1 == STEPS);
            }
        }
        return transitions;
    }
}
