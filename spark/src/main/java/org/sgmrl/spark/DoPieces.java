package org.sgmrl.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.training.PieceWork;

/// The work of one partition where parameters are given: some pieces, such as test tasks.
///
/// @param <Q> type of what is asked of all pieces
/// @param <A> type of what a piece answers
final class DoPieces<Q extends Serializable, A extends Serializable>
        implements Function<TaskRange, Part<ArrayList<A>>> {
    private static final long serialVersionUID = 1;

    private final Broadcast<WorkOrder> order;
    private final PieceWork<Q, A> work;
    private final byte[] theta;
    private final Q question;
    private final HashSet<String> live; // the class, as interfaces are not Serializable

    /// @param live ids of the orders whose runs go on: workers keep nothing of others
    DoPieces(Broadcast<WorkOrder> order, PieceWork<Q, A> work, double[] theta, Q question, Set<String> live) {
        this.order = order;
        this.work = work;
        this.theta = EstimateTasks.bytes(theta);
        this.question = question;
        this.live = new HashSet<>(live);
    }

    @Override
    @SuppressWarnings("NonApiType") // the class, as above
    public Part<ArrayList<A>> call(TaskRange pieces) {
        Estimators.keep(live);
        long start = System.nanoTime();
        try {
            ArrayList<A> answers = new ArrayList<>(Estimators.answers(
                    order.value(), TaskContext.get().cpus(), work, EstimateTasks.numbers(theta), question, pieces));
            return Part.made(answers, start);
        } catch (EnvironmentException e) {
            return Part.refused(e);
        }
    }
}
