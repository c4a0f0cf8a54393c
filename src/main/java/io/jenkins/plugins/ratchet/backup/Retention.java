package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides which backups of a release may go. It removes nothing, and when in doubt, a backup stays. */
public final class Retention {
    private final UpgradeRecord record;
    private final String release;
    private final BackupPolicy.Retention keep;
    private final Instant now;
    private final Map<String, BackupEntry> recorded = new HashMap<>();
    private final Map<String, BackupEntry> byLocation = new HashMap<>();
    private final Set<String> needed = new HashSet<>();

    /**
     * @param release as {@link BackupManifest} names it
     */
    public Retention(UpgradeRecord record, String release, BackupPolicy.Retention keep, Instant now) {
        this.record = record;
        this.release = release;
        this.keep = keep;
        this.now = now;
        upgrades(record)
                .forEach(upgrade -> upgrade.backups().forEach(entry -> {
                    recorded.put(entry.manifestSha256(), entry);
                    byLocation.put(entry.location(), entry);
                }));
        if (record.restoring() != null) {
            record.upgrade(record.restoring().upgrade())
                    .ifPresent(upgrade -> upgrade.backups().forEach(entry -> needed.add(entry.manifestSha256())));
        }
    }

    private static Stream<Upgrade> upgrades(UpgradeRecord record) {
        return Stream.concat(record.past().stream(), record.current().stream());
    }

    /**
     * @param backup what was decided about
     * @param stays why it stays; null where it goes
     */
    public record Decision(KeptBackup backup, String stays) {
        public boolean goes() {
            return stays == null;
        }
    }

    /**
     * One decision for each backup, in the order in which they were given.
     *
     * @param intact whether a proven backup still is what was proven; asked only where an older one is to go, since it
     *     reads all of it
     */
    public List<Decision> decide(List<KeptBackup> backups, Predicate<KeptBackup> intact) {
        Map<KeptBackup, String> reasons = new LinkedHashMap<>();
        backups.forEach(backup -> reasons.put(backup, untouchable(backup)));
        byAgeAndNumber(backups, reasons);
        spareTheLastProven(backups, reasons, intact);
        return backups.stream()
                .map(backup -> new Decision(backup, reasons.get(backup)))
                .toList();
    }

    private String untouchable(KeptBackup backup) {
        BackupManifest manifest = backup.manifest();
        if (manifest == null) {
            return "its manifest cannot be read";
        }
        if (backup.inUse()) {
            return "the run that takes it is still at work";
        }
        BackupEntry entry = byLocation.get(backup.location());
        if (entry != null && !entry.manifestSha256().equals(backup.manifestSha256())) {
            return "its manifest is not the recorded one";
        }
        if (!recorded.containsKey(backup.manifestSha256()) && !release.equals(manifest.release())) {
            return manifest.release() == null ? "it is not known whose it is" : "of release " + manifest.release();
        }
        if (record.current().map(Upgrade::id).filter(manifest.upgrade()::equals).isPresent()) {
            return "of the open upgrade " + manifest.upgrade();
        }
        boolean restored = record.restoring() != null
                && (needed.contains(backup.manifestSha256())
                        || record.restoring().upgrade().equals(manifest.upgrade()));
        return restored ? "the restore in progress needs it" : null;
    }

    /** Backups that were never proven do not take the places of those that were. */
    private void byAgeAndNumber(List<KeptBackup> backups, Map<KeptBackup, String> reasons) {
        Map<String, Integer> seen = new HashMap<>();
        for (KeptBackup backup : newestFirst(backups)) {
            BackupManifest manifest = backup.manifest();
            if (!ours(backup)) {
                continue;
            }
            int rank = seen.merge(manifest.database() + (manifest.proof() == null ? "" : "/proven"), 1, Integer::sum);
            Duration age = Duration.between(manifest.takenAt(), now);
            if (reasons.get(backup) != null) {
                continue;
            }
            if (keep.count() != null && rank <= keep.count()) {
                reasons.put(backup, "among the newest " + keep.count() + " of " + manifest.database());
            } else if (keep.age() != null && age.compareTo(keep.age()) < 0) {
                reasons.put(backup, "younger than " + Durations.format(keep.age()));
            }
        }
    }

    /** What was proven once may be spoiled by now: the one that stays as the last has to be whole. */
    private void spareTheLastProven(
            List<KeptBackup> backups, Map<KeptBackup, String> reasons, Predicate<KeptBackup> intact) {
        Map<String, List<KeptBackup>> proven = new LinkedHashMap<>();
        for (KeptBackup backup : newestFirst(backups)) {
            if (ours(backup) && backup.manifest().proof() != null) {
                proven.computeIfAbsent(backup.manifest().database(), key -> new ArrayList<>())
                        .add(backup);
            }
        }
        proven.forEach((database, all) -> {
            if (all.stream().allMatch(backup -> reasons.get(backup) != null)) {
                return;
            }
            for (KeptBackup backup : all) {
                if (intact.test(backup)) {
                    reasons.computeIfAbsent(backup, key -> "the last proven and intact one of " + database);
                    return;
                }
            }
            all.forEach(backup -> reasons.computeIfAbsent(
                    backup, key -> "no proven backup of " + database + " is intact; look at them"));
        });
    }

    private boolean ours(KeptBackup backup) {
        return backup.manifest() != null
                && !backup.inUse()
                && (recorded.containsKey(backup.manifestSha256())
                        || release.equals(backup.manifest().release()));
    }

    private static List<KeptBackup> newestFirst(List<KeptBackup> backups) {
        return backups.stream()
                .filter(backup -> backup.manifest() != null)
                .sorted(Comparator.comparing(
                                (KeptBackup backup) -> backup.manifest().takenAt())
                        .reversed())
                .toList();
    }
}
