package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What Ratchet remembers of a release. It never holds a secret.
 *
 * @param schema version of this format
 * @param open the upgrade that is under way; null where there is none
 * @param past ended upgrades, oldest first; the newest {@value #MAX_PAST} are kept
 * @param restoring the restore that is half done; null where there is none
 * @param suspensions what was suspended and is to be put back; at most one for each purpose
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UpgradeRecord(
        int schema,
        String release,
        String namespace,
        Mark mark,
        Upgrade open,
        List<Upgrade> past,
        Restore restoring,
        List<Suspension> suspensions) {
    public static final int SCHEMA = 1;
    public static final int MAX_PAST = 20;

    public UpgradeRecord {
        past = past == null ? List.of() : List.copyOf(past);
        suspensions = suspensions == null ? List.of() : List.copyOf(suspensions);
    }

    /** The record of a release that Ratchet sees for the first time. */
    public static UpgradeRecord adopt(String release, String namespace, Mark mark) {
        return new UpgradeRecord(SCHEMA, release, namespace, mark, null, List.of(), null, List.of());
    }

    public UpgradeRecord withMark(Mark newMark) {
        return new UpgradeRecord(schema, release, namespace, newMark, open, past, restoring, suspensions);
    }

    public UpgradeRecord withOpen(Upgrade upgrade) {
        return new UpgradeRecord(schema, release, namespace, mark, upgrade, past, restoring, suspensions);
    }

    public UpgradeRecord withRestoring(Restore restore) {
        return new UpgradeRecord(schema, release, namespace, mark, open, past, restore, suspensions);
    }

    /**
     * A restore has come to its end: the release is where the upgrade started from. Nothing else ever lowers the mark.
     *
     * @param revision the newest revision of the release at this moment
     */
    public UpgradeRecord restored(Restore restore, int revision, Instant at) {
        Upgrade upgrade = upgrade(restore.upgrade()).orElseThrow();
        Mark lowered = Mark.of(upgrade.from().withRevision(revision));
        List<Upgrade> others =
                past.stream().filter(each -> !each.id().equals(upgrade.id())).toList();
        UpgradeRecord without = new UpgradeRecord(schema, release, namespace, lowered, null, others, null, suspensions);
        return current()
                .filter(other -> !other.id().equals(upgrade.id()))
                .map(without::close)
                .orElse(without)
                .close(upgrade.restored(restore, at));
    }

    /** The same record with the open upgrade's message masked; past ones were masked while they were open. */
    UpgradeRecord redacted(UnaryOperator<String> redaction) {
        return open == null || open.message() == null
                ? this
                : withOpen(open.withMessage(redaction.apply(open.message())));
    }

    /** With this upgrade as the open one; another one that was open ends here and joins the past ones. */
    public UpgradeRecord superseding(Upgrade next) {
        return current()
                .filter(other -> !other.id().equals(next.id()))
                .map(this::close)
                .orElse(this)
                .withOpen(next);
    }

    /** The open upgrade has ended and joins the past ones. */
    public UpgradeRecord close(Upgrade ended) {
        List<Upgrade> all = new ArrayList<>(past);
        all.add(ended);
        return new UpgradeRecord(
                schema,
                release,
                namespace,
                mark,
                null,
                all.subList(Math.max(0, all.size() - MAX_PAST), all.size()),
                restoring,
                suspensions);
    }

    /** The same record without its oldest ended upgrade. */
    UpgradeRecord shorter() {
        return new UpgradeRecord(
                schema, release, namespace, mark, open, past.subList(1, past.size()), restoring, suspensions);
    }

    /** Remembers what is suspended; what was remembered for the same purpose is replaced. */
    public UpgradeRecord suspending(Suspension suspension) {
        List<Suspension> all = new ArrayList<>(without(suspension.purpose()).suspensions());
        all.add(suspension);
        return new UpgradeRecord(schema, release, namespace, mark, open, past, restoring, all);
    }

    /** What was suspended for this purpose is as it was before. */
    public UpgradeRecord without(Suspension.Purpose purpose) {
        return new UpgradeRecord(
                schema,
                release,
                namespace,
                mark,
                open,
                past,
                restoring,
                suspensions.stream().filter(each -> each.purpose() != purpose).toList());
    }

    public Optional<Suspension> suspension(Suspension.Purpose purpose) {
        return suspensions.stream().filter(each -> each.purpose() == purpose).findFirst();
    }

    @JsonIgnore
    public Optional<Upgrade> current() {
        return Optional.ofNullable(open);
    }

    /** The upgrade of this id, open or ended. */
    public Optional<Upgrade> upgrade(String id) {
        return Stream.concat(current().stream(), past.stream())
                .filter(upgrade -> upgrade.id().equals(id))
                .findFirst();
    }

    /** The open upgrade, or else the last one that ended. */
    @JsonIgnore
    public Optional<Upgrade> latest() {
        return current().or(() -> past.isEmpty() ? Optional.empty() : Optional.of(past.get(past.size() - 1)));
    }
}
