package org.sgmrl.adapt;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.ProcessorTime;

/// Runs in a virtual machine of its own, started by [ActorTest]: prints how many rounds of a thousand actions in a row
/// allocated nothing, at most 5, appending to transitions with room included.
final class ActorProbe {
    private ActorProbe() {}

    /// Prints a line for each policy.
    ///
    /// @param arguments none
    public static void main(String[] arguments) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Policies.Case<?> kind : Policies.all().limit(5).toList()) {
            TrainedPolicy policy = kind.trained();
            Decision decision = policy.newDecision();
            RandomStream random = Actor.randomStream(1, 1);
            Transitions transitions = policy.newTransitions();
            double[] observation = new double[policy.policy().observationSize()];
            observation[0] = 1;
            ProcessorTime time = new ProcessorTime(120);
            int without = 0;
            do {
                long before = threads.getCurrentThreadAllocatedBytes();
                transitions.clear();
                for (int i = 0; i < 1000; i++) {
                    policy.actor().mode(observation, decision);
                    policy.actor().act(observation, random, decision);
                    transitions.append(decision, 1, false, i % 10 == 9);
                }
                without = threads.getCurrentThreadAllocatedBytes() == before ? without + 1 : 0;
            } while (without < 5 && time.isLeft());
            System.out.println(kind.policy().description() + " rounds without allocation " + without);
        }
    }
}
