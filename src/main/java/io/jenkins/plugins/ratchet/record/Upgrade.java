package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One upgrade, from its backup to its verification.
 *
 * @param id unique, sorts by time
 * @param startedBy build URL or user and host
 * @param failedAt the step that failed: {@code upgrade} or {@code verify}; null unless the state is failed
 * @param message one sentence about the state; null where the state says it all
 * @param to null until an upgrade was asked for
 * @param digest of the plan that it follows
 * @param helm the last helm that was started for it; null until then
 * @param restore the restore that took the release back to where this upgrade started; null where there was none
 * @param health how the product was before anything was done; null where nobody looked
 * @param rehearsal of the migrations, the last one; null where there was none
 * @param untouched true where the last attempt failed and it is known that no migration committed anything; else null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Upgrade(
        String id,
        String startedBy,
        UpgradeState state,
        String failedAt,
        String message,
        ReleaseVersion from,
        ReleaseVersion to,
        String digest,
        List<BackupEntry> backups,
        InstallerRun helm,
        Boolean untouched,
        Map<String, String> schemaBefore,
        Map<String, String> schemaAfter,
        List<WaiverUse> waivers,
        List<Transition> transitions,
        Restore restore,
        HealthBefore health,
        Rehearsal rehearsal) {
    /** Backups remembered for each database; the newest ones are kept. */
    static final int MAX_BACKUPS_EACH = 3;

    public static final String AT_UPGRADE = "upgrade";
    public static final String AT_VERIFY = "verify";

    /** Longest message: it quotes others, and the record has to stay small. */
    static final int MAX_MESSAGE_CHARACTERS = 2000;

    public Upgrade {
        message = message == null || message.length() <= MAX_MESSAGE_CHARACTERS
                ? message
                : message.substring(0, MAX_MESSAGE_CHARACTERS) + "…";
        backups = backups == null ? List.of() : List.copyOf(backups);
        schemaBefore = schemaBefore == null ? Map.of() : Map.copyOf(schemaBefore);
        schemaAfter = schemaAfter == null ? Map.of() : Map.copyOf(schemaAfter);
        waivers = waivers == null ? List.of() : List.copyOf(waivers);
        transitions = transitions == null ? List.of() : List.copyOf(transitions);
    }

    public static Upgrade open(String id, String startedBy, ReleaseVersion from, Instant at) {
        return new Upgrade(
                id,
                startedBy,
                UpgradeState.PLANNED,
                null,
                null,
                from,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(new Transition(UpgradeState.PLANNED, at)),
                null,
                null,
                null);
    }

    /** Failed at this step. */
    public boolean failed(String step) {
        return state == UpgradeState.FAILED && step.equals(failedAt);
    }

    /** Whether a further attempt belongs to it; otherwise the next backup or upgrade opens a new one. */
    @JsonIgnore
    public boolean isResumable() {
        return state != UpgradeState.UPGRADED && !failed(AT_VERIFY);
    }

    /** Whether the release was moved to where it was to go; what its verification found is another matter. */
    @JsonIgnore
    public boolean isUpgraded() {
        return state == UpgradeState.UPGRADED || state == UpgradeState.VERIFIED || failed(AT_VERIFY);
    }

    /** Whether a helm was started for it, so that its target may have reached the databases. */
    @JsonIgnore
    public boolean isBegun() {
        return helm != null;
    }

    /** When helm was first asked to; empty where it was not yet. */
    public Optional<Instant> begunAt() {
        return transitions.stream()
                .filter(transition -> transition.state() == UpgradeState.UPGRADING)
                .map(Transition::at)
                .findFirst();
    }

    /** The version that the databases may have been migrated towards; empty where nothing was committed yet. */
    public Optional<ReleaseVersion> reached() {
        return isBegun() && !Boolean.TRUE.equals(untouched) ? Optional.ofNullable(to) : Optional.empty();
    }

    /**
     * The backup of a database that counts: the newest proven one, and once a migration may have begun the newest from
     * before it, as a later one may hold a half-migrated database.
     */
    public Optional<BackupEntry> backupOf(String database) {
        Instant begun = begunAt().orElse(Instant.MAX);
        List<BackupEntry> proven = backups.stream()
                .filter(backup -> backup.database().equals(database) && backup.proven())
                .toList();
        return proven.stream()
                .filter(backup -> backup.takenAt().isBefore(begun))
                .reduce((older, newer) -> newer)
                .or(() -> proven.stream().reduce((older, newer) -> newer));
    }

    public Upgrade enter(UpgradeState next, String text, Instant at) {
        Edit edit = new Edit(this);
        edit.enter(next, null, text, at);
        return edit.done();
    }

    public Upgrade fail(String step, String text, Instant at) {
        Edit edit = new Edit(this);
        edit.enter(UpgradeState.FAILED, step, text, at);
        return edit.done();
    }

    public Upgrade withBackups(List<BackupEntry> more) {
        List<BackupEntry> all = new ArrayList<>(backups);
        all.addAll(more);
        for (BackupEntry entry : more) {
            List<BackupEntry> same = new ArrayList<>(all.stream()
                    .filter(backup -> backup.database().equals(entry.database()))
                    .toList());
            // The one to go back to stays, however many later ones there are.
            backupOf(entry.database()).ifPresent(same::remove);
            all.removeAll(same.subList(0, Math.max(0, same.size() - MAX_BACKUPS_EACH)));
        }
        Edit edit = new Edit(this);
        edit.backups = all;
        return edit.done();
    }

    /**
     * On its way from one version to another. Once begun, it keeps where it started and the schema that was there: that
     * is what a restore would go back to.
     */
    public Upgrade towards(
            ReleaseVersion start,
            ReleaseVersion target,
            String planDigest,
            List<WaiverUse> used,
            Map<String, String> schema) {
        Edit edit = new Edit(this);
        edit.from = isBegun() ? from : start;
        edit.to = target;
        edit.digest = planDigest;
        edit.waivers = used;
        edit.untouched = null;
        edit.schemaBefore = isBegun() ? schemaBefore : schema;
        return edit.done();
    }

    public Upgrade withHelm(InstallerRun run) {
        Edit edit = new Edit(this);
        edit.helm = run;
        return edit.done();
    }

    public Upgrade withSchemaAfter(Map<String, String> schema) {
        Edit edit = new Edit(this);
        edit.schemaAfter = schema;
        return edit.done();
    }

    public Upgrade withHealth(HealthBefore found) {
        Edit edit = new Edit(this);
        edit.health = found;
        return edit.done();
    }

    /** The rehearsal, where it was made for the version that this upgrade goes to, on the backup that it would go back to. */
    public Optional<Rehearsal> rehearsed() {
        return to == null ? Optional.empty() : rehearsed(to);
    }

    /** The rehearsal, where it was made for this version: one of others, or of another backup, says nothing about it. */
    public Optional<Rehearsal> rehearsed(ReleaseVersion version) {
        return Optional.ofNullable(rehearsal)
                .filter(last -> backupOf(last.database())
                        .filter(backup -> last.isOf(version, backup))
                        .isPresent());
    }

    public Upgrade withRehearsal(Rehearsal last) {
        Edit edit = new Edit(this);
        edit.rehearsal = last;
        return edit.done();
    }

    Upgrade restored(Restore by, Instant at) {
        Edit edit = new Edit(this);
        edit.enter(UpgradeState.RESTORED, null, "restored " + by.strategy(), at);
        edit.restore = by;
        return edit.done();
    }

    Upgrade withMessage(String text) {
        Edit edit = new Edit(this);
        edit.message = text;
        return edit.done();
    }

    /** It is known that no attempt committed anything. */
    public Upgrade asUntouched() {
        Edit edit = new Edit(this);
        edit.untouched = true;
        return edit.done();
    }

    public Upgrade deployedAs(int revision) {
        Edit edit = new Edit(this);
        edit.to = to.withRevision(revision);
        return edit.done();
    }

    /** What may change of an upgrade, on its way to the next value. */
    private static final class Edit {
        private final Upgrade base;
        private UpgradeState state;
        private String failedAt;
        private String message;
        private ReleaseVersion from;
        private ReleaseVersion to;
        private String digest;
        private List<BackupEntry> backups;
        private InstallerRun helm;
        private Boolean untouched;
        private Map<String, String> schemaBefore;
        private Map<String, String> schemaAfter;
        private List<WaiverUse> waivers;
        private List<Transition> transitions;
        private Restore restore;
        private HealthBefore health;
        private Rehearsal rehearsal;

        Edit(Upgrade base) {
            this.base = base;
            state = base.state;
            failedAt = base.failedAt;
            message = base.message;
            from = base.from;
            to = base.to;
            digest = base.digest;
            backups = base.backups;
            helm = base.helm;
            untouched = base.untouched;
            schemaBefore = base.schemaBefore;
            schemaAfter = base.schemaAfter;
            waivers = base.waivers;
            transitions = base.transitions;
            restore = base.restore;
            health = base.health;
            rehearsal = base.rehearsal;
        }

        void enter(UpgradeState next, String step, String text, Instant at) {
            state = next;
            failedAt = step;
            message = text;
            transitions = new ArrayList<>(transitions);
            transitions.add(new Transition(next, at));
        }

        Upgrade done() {
            return new Upgrade(
                    base.id,
                    base.startedBy,
                    state,
                    failedAt,
                    message,
                    from,
                    to,
                    digest,
                    backups,
                    helm,
                    untouched,
                    schemaBefore,
                    schemaAfter,
                    waivers,
                    transitions,
                    restore,
                    health,
                    rehearsal);
        }
    }
}
