package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.KeptBackup;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The backups of a release: what its record knows, and what lies where backups go. */
final class BackupCatalog {
    private final List<Item> items = new ArrayList<>();

    /**
     * A backup as one of the two knows it, or both.
     *
     * @param kept null where it is not there any more
     * @param entry null where the record does not know it
     * @param upgrade the recorded upgrade it belongs to; null where there is none
     */
    record Item(KeptBackup kept, BackupEntry entry, Upgrade upgrade) {

        String id() {
            return kept != null ? kept.id() : entry.location();
        }

        BackupManifest manifest() {
            return kept == null ? null : kept.manifest();
        }

        String database() {
            return entry != null
                    ? entry.database()
                    : manifest() == null ? null : manifest().database();
        }

        Instant takenAt() {
            return entry != null
                    ? entry.takenAt()
                    : manifest() == null ? null : manifest().takenAt();
        }

        String upgradeId() {
            return upgrade != null
                    ? upgrade.id()
                    : manifest() == null ? null : manifest().upgrade();
        }

        /** What can be seen without reading it all; null where nothing is. */
        String problem() {
            if (kept == null) {
                return "there is nothing at " + entry.location();
            }
            if (manifest() == null) {
                return "its manifest cannot be read";
            }
            return entry != null && !entry.manifestSha256().equals(kept.manifestSha256())
                    ? "its manifest is not the recorded one"
                    : null;
        }

        Row row() {
            BackupManifest manifest = manifest();
            String proof = entry != null
                    ? entry.proof()
                    : manifest == null || manifest.proof() == null
                            ? null
                            : manifest.proof().method();
            return new Row(
                    id(),
                    database(),
                    entry != null ? entry.kind() : manifest == null ? null : manifest.kind(),
                    entry != null ? entry.method() : manifest == null ? null : manifest.method(),
                    takenAt(),
                    entry != null ? Long.valueOf(entry.bytes()) : manifest == null ? null : (Long) manifest.bytes(),
                    proof,
                    upgradeId(),
                    upgrade == null ? null : upgrade.state().toString(),
                    manifest == null ? null : manifest.release(),
                    kept != null ? kept.location() : entry.location(),
                    entry != null,
                    kept != null,
                    kept != null && kept.inUse(),
                    problem());
        }
    }

    /**
     * What {@code list -o json} says of a backup.
     *
     * @param bytes size of its files
     * @param proof what was proven when it was taken; null where nothing was
     * @param state of the upgrade it belongs to, where the record knows that
     * @param release whose it is, by its manifest
     * @param recorded whether the record knows it
     * @param present whether it is there
     * @param inUse whether the run that takes it is still at work
     * @param problem what can be seen without reading it all; null where nothing is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String id,
            String database,
            String kind,
            String method,
            Instant takenAt,
            Long bytes,
            String proof,
            String upgrade,
            String state,
            String release,
            String location,
            boolean recorded,
            boolean present,
            boolean inUse,
            String problem) {}

    /**
     * Looks at both.
     *
     * @param to where backups go; null where that is not said
     * @param record null where there is none or it cannot be read
     */
    BackupCatalog(KeptBackups backups, String to, UpgradeRecord record) {
        List<KeptBackup> there = to == null ? List.of() : backups.list(to);
        Map<String, KeptBackup> byLocation = new HashMap<>();
        there.forEach(kept -> byLocation.put(kept.location(), kept));
        Map<String, KeptBackup> bySha = new HashMap<>();
        there.forEach(kept -> bySha.put(kept.manifestSha256(), kept));
        List<KeptBackup> unknown = new ArrayList<>(there);
        Stream<Upgrade> upgrades =
                record == null ? Stream.of() : Stream.concat(record.past().stream(), record.current().stream());
        upgrades.forEach(upgrade -> upgrade.backups().forEach(entry -> {
            KeptBackup kept = Optional.ofNullable(byLocation.get(entry.location()))
                    .or(() -> Optional.ofNullable(bySha.get(entry.manifestSha256())))
                    .or(() -> backups.find(entry))
                    .orElse(null);
            unknown.remove(kept);
            items.add(new Item(kept, entry, upgrade));
        }));
        unknown.forEach(kept -> items.add(new Item(kept, null, null)));
        items.sort(Comparator.comparing(Item::takenAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Item::id));
    }

    List<Item> items() {
        return List.copyOf(items);
    }

    /** What lies where backups go. */
    List<KeptBackup> kept() {
        return items.stream().map(Item::kept).filter(kept -> kept != null).toList();
    }

    /**
     * The backups that a text names: RUN/DATABASE, a run, an upgrade, or a location.
     *
     * @throws RunException where there is none
     */
    List<Item> named(String text) {
        List<Item> found = items.stream()
                .filter(item -> text.equals(item.id())
                        || item.id().startsWith(text + "/")
                        || text.equals(item.upgradeId())
                        || text.equals(item.row().location()))
                .toList();
        if (found.isEmpty()) {
            throw RunException.usage("no backup is called " + text
                    + "; `ratchet backup list` shows their ids, and takes" + " --to where they lie elsewhere");
        }
        return found;
    }
}
