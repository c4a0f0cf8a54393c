package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.record.Transition;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the steps took in past upgrades of this release: the median of those that succeeded.
 *
 * @param backup null where no backup is on record
 * @param backups how many backups it is the median of
 * @param upgrade null where no upgrade is on record
 * @param upgrades how many upgrades it is the median of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectedDuration(Duration backup, int backups, Duration upgrade, int upgrades) {

    /** From what the record remembers. */
    public static ExpectedDuration of(UpgradeRecord record) {
        if (record == null) {
            return new ExpectedDuration(null, 0, null, 0);
        }
        List<Upgrade> known =
                Stream.concat(record.past().stream(), record.current().stream()).toList();
        List<Duration> backups = known.stream()
                .flatMap(upgrade -> between(upgrade, UpgradeState.PLANNED, UpgradeState.BACKED_UP).stream())
                .toList();
        List<Duration> upgrades = known.stream()
                .flatMap(upgrade -> between(upgrade, UpgradeState.UPGRADING, UpgradeState.UPGRADED).stream())
                .toList();
        return new ExpectedDuration(median(backups), backups.size(), median(upgrades), upgrades.size());
    }

    /** From the last time that a state was entered before the other one was. */
    private static Optional<Duration> between(Upgrade upgrade, UpgradeState from, UpgradeState to) {
        Instant start = null;
        for (Transition transition : upgrade.transitions()) {
            if (transition.state() == from) {
                start = transition.at();
            } else if (transition.state() == to && start != null) {
                return Optional.of(Duration.between(start, transition.at())).filter(took -> !took.isNegative());
            }
        }
        return Optional.empty();
    }

    private static Duration median(List<Duration> durations) {
        if (durations.isEmpty()) {
            return null;
        }
        List<Duration> sorted = durations.stream().sorted().toList();
        Duration upper = sorted.get(sorted.size() / 2);
        return sorted.size() % 2 == 1
                ? upper
                : upper.plus(sorted.get(sorted.size() / 2 - 1)).dividedBy(2);
    }
}
