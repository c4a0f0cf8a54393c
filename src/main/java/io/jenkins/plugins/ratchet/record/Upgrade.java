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
        HelmRun helm,
        Map<String, String> schemaBefore,
        Map<String, String> schemaAfter,
        List<WaiverUse> waivers,
        List<Transition> transitions) {
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
                List.of(new Transition(UpgradeState.PLANNED, at)));
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

    /** Whether a helm was started for it, so that its target may have reached the databases. */
    @JsonIgnore
    public boolean isBegun() {
        return helm != null;
    }

    /**
     * The backup of a database that counts: the newest proven one, and once a migration may have begun the newest from
     * before it, as a later one may hold a half-migrated database.
     */
    public Optional<BackupEntry> backupOf(String database) {
        Instant begun = transitions.stream()
                .filter(transition -> transition.state() == UpgradeState.UPGRADING)
                .map(Transition::at)
                .findFirst()
                .orElse(Instant.MAX);
        List<BackupEntry> proven = backups.stream()
                .filter(backup -> backup.database().equals(database) && backup.proven())
                .toList();
        return proven.stream()
                .filter(backup -> backup.takenAt().isBefore(begun))
                .reduce((older, newer) -> newer)
                .or(() -> proven.stream().reduce((older, newer) -> newer));
    }

    public Upgrade enter(UpgradeState next, String text, Instant at) {
        List<Transition> all = new ArrayList<>(transitions);
        all.add(new Transition(next, at));
        return new Upgrade(
                id,
                startedBy,
                next,
                null,
                text,
                from,
                to,
                digest,
                backups,
                helm,
                schemaBefore,
                schemaAfter,
                waivers,
                all);
    }

    public Upgrade fail(String step, String text, Instant at) {
        Upgrade failed = enter(UpgradeState.FAILED, text, at);
        return new Upgrade(
                id,
                startedBy,
                failed.state,
                step,
                text,
                from,
                to,
                digest,
                backups,
                helm,
                schemaBefore,
                schemaAfter,
                waivers,
                failed.transitions);
    }

    public Upgrade withBackups(List<BackupEntry> more) {
        List<BackupEntry> all = new ArrayList<>(backups);
        all.addAll(more);
        for (BackupEntry entry : more) {
            List<BackupEntry> same = all.stream()
                    .filter(backup -> backup.database().equals(entry.database()))
                    .toList();
            all.removeAll(same.subList(0, Math.max(0, same.size() - MAX_BACKUPS_EACH)));
        }
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                message,
                from,
                to,
                digest,
                all,
                helm,
                schemaBefore,
                schemaAfter,
                waivers,
                transitions);
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
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                message,
                isBegun() ? from : start,
                target,
                planDigest,
                backups,
                helm,
                isBegun() ? schemaBefore : schema,
                schemaAfter,
                used,
                transitions);
    }

    public Upgrade withHelm(HelmRun run) {
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                message,
                from,
                to,
                digest,
                backups,
                run,
                schemaBefore,
                schemaAfter,
                waivers,
                transitions);
    }

    public Upgrade withSchemaAfter(Map<String, String> schema) {
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                message,
                from,
                to,
                digest,
                backups,
                helm,
                schemaBefore,
                schema,
                waivers,
                transitions);
    }

    Upgrade withMessage(String text) {
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                text,
                from,
                to,
                digest,
                backups,
                helm,
                schemaBefore,
                schemaAfter,
                waivers,
                transitions);
    }

    public Upgrade deployedAs(int revision) {
        return new Upgrade(
                id,
                startedBy,
                state,
                failedAt,
                message,
                from,
                to.withRevision(revision),
                digest,
                backups,
                helm,
                schemaBefore,
                schemaAfter,
                waivers,
                transitions);
    }
}
