package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the live state that the rules judge. */
public final class Inspector {
    /** Helm keeps 10 revisions by default; of a longer history the newest are enough to see what happened last. */
    private static final int MAX_PAYLOADS = 12;

    private final Config config;
    private final Releases releases;
    private final RecordHome home;
    private final Function<List<Release>, List<ActiveJob>> activeJobs;
    private final Map<String, String> environment;
    private final List<OutlookReader> readers;

    /**
     * @param activeJobs migrations of these revisions that have not ended
     * @param readers of the outlook, in the order in which each may rest on those before it
     */
    public Inspector(
            Config config,
            Releases releases,
            RecordHome home,
            Function<List<Release>, List<ActiveJob>> activeJobs,
            Map<String, String> environment,
            List<OutlookReader> readers) {
        this.config = config;
        this.releases = releases;
        this.home = home;
        this.activeJobs = activeJobs;
        this.environment = Map.copyOf(environment);
        this.readers = List.copyOf(readers);
    }

    /**
     * Reads everything once.
     *
     * @param target null where no upgrade is asked for
     * @param acknowledgedRollback as in {@link Situation}
     * @param holdingLock true where this run itself holds the lock
     */
    public Situation inspect(
            Purpose purpose, ChartInfo target, Probes probes, Integer acknowledgedRollback, boolean holdingLock) {
        RecordStore.Stored stored = home.records().read();
        ReleaseHistory history = releases.history();
        List<Release> decoded = decode(history);
        Mark mark = mark(stored, decoded);
        JsonNode live = history.deployed()
                .flatMap(meta -> decoded.stream()
                        .filter(release -> release.revision() == meta.revision())
                        .findFirst())
                .map(Release::values)
                .orElse(null);
        List<PlannedDatabase> databases = databases(live);
        Map<String, String> identities = new HashMap<>();
        Map<String, String> defects = new HashMap<>();
        for (PlannedDatabase planned : databases) {
            Optional<BackupEntry> backup = planned.required() && stored.record() != null
                    ? stored.record().current().flatMap(upgrade -> upgrade.backupOf(planned.name()))
                    : Optional.empty();
            if (backup.isPresent()) {
                probes.identity(database(planned.name()), live)
                        .ifPresent(identity -> identities.put(planned.name(), identity));
                probes.defect(backup.get())
                        .ifPresent(defect -> defects.put(backup.get().location(), defect));
            }
        }
        Situation situation = new Situation(
                purpose,
                config,
                history,
                decoded,
                stored,
                mark,
                target,
                environment,
                activeJobs.apply(decoded),
                databases,
                identities,
                defects,
                holdingLock ? null : home.lockHolder().orElse(null),
                acknowledgedRollback,
                Instant.now(),
                Outlook.NONE);
        return target == null ? situation : lookedAt(situation);
    }

    private Situation lookedAt(Situation situation) {
        Situation looked = situation.with(
                Outlook.NONE.withExpected(ExpectedDuration.of(situation.record().orElse(null))));
        for (OutlookReader reader : readers) {
            looked = looked.with(reader.read(looked));
        }
        return looked;
    }

    private Database database(String name) {
        return config.databases().stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Release> decode(ReleaseHistory history) {
        List<RevisionMeta> all = history.revisions();
        Set<RevisionMeta> wanted = new HashSet<>(all.subList(Math.max(0, all.size() - MAX_PAYLOADS), all.size()));
        history.deployed().ifPresent(wanted::add);
        List<Release> decoded = new ArrayList<>();
        for (RevisionMeta revision : all) {
            if (wanted.contains(revision)) {
                releases.load(revision).ifPresent(decoded::add);
            }
        }
        return decoded;
    }

    /** The record's mark, raised by whatever was deployed since behind Ratchet's back; or the mark of the history. */
    private Mark mark(RecordStore.Stored stored, List<Release> decoded) {
        VersionScheme apps = VersionScheme.of(config.versions());
        Mark mark = stored.record() == null ? null : stored.record().mark();
        int newest = decoded.isEmpty() ? 0 : decoded.get(decoded.size() - 1).revision();
        // After a reinstallation helm counts from 1 again: every revision is news then.
        int known = mark == null || mark.revision() > newest ? 0 : mark.revision();
        for (Release release : decoded) {
            boolean wasDeployed =
                    release.status() == ReleaseStatus.DEPLOYED || release.status() == ReleaseStatus.SUPERSEDED;
            if (wasDeployed && release.revision() > known) {
                mark = mark == null
                        ? Mark.of(release.version())
                        : mark.raisedBy(
                                release.version(), Situation.chartVersions().comparator(), apps.comparator());
            }
        }
        return mark;
    }

    private List<PlannedDatabase> databases(JsonNode live) {
        List<PlannedDatabase> planned = new ArrayList<>();
        for (Database database : config.databases()) {
            boolean required =
                    database.when() == null || (live != null && database.when().holds(live));
            String reason = database.when() == null
                    ? "always"
                    : database.when().text() + (required ? " holds" : " does not hold") + " for the live values";
            planned.add(new PlannedDatabase(
                    database.name(),
                    database.kind().name(),
                    database.method().name(),
                    required,
                    reason,
                    database.note()));
        }
        return planned;
    }
}
