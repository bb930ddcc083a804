package org.sgmrl.picture;

import java.util.List;

/// The rollouts of one policy on one task; the first one stands in the foreground.
///
/// @param title such as `after 1 step`
/// @param adapted whether the policy has been adapted to the task
/// @param episodes at least one
public record Take(String title, boolean adapted, List<Episode> episodes) {
    /// Mean undiscounted return of all rollouts.
    ///
    /// @return the mean
    public double meanReturn() {
        double sum = 0;
        for (Episode episode : episodes) {
            sum += episode.returnAfter(episode.length());
        }
        return sum / episodes.size();
    }

    /// The episode that is shown.
    ///
    /// @return the first one
    public Episode shown() {
        return episodes.getFirst();
    }

    Theme.Take colours() {
        return adapted ? Theme.AFTER : Theme.BEFORE;
    }
}
