package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What Ratchet remembers of a release. It never holds a secret.
 *
 * @param schema version of this format
 * @param open the upgrade that is under way; null where there is none
 * @param past ended upgrades, oldest first; the newest {@value #MAX_PAST} are kept
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UpgradeRecord(int schema, String release, String namespace, Mark mark, Upgrade open, List<Upgrade> past) {
    public static final int SCHEMA = 1;
    public static final int MAX_PAST = 20;

    public UpgradeRecord {
        past = past == null ? List.of() : List.copyOf(past);
    }

    /** The record of a release that Ratchet sees for the first time. */
    public static UpgradeRecord adopt(String release, String namespace, Mark mark) {
        return new UpgradeRecord(SCHEMA, release, namespace, mark, null, List.of());
    }

    public UpgradeRecord withMark(Mark newMark) {
        return new UpgradeRecord(schema, release, namespace, newMark, open, past);
    }

    public UpgradeRecord withOpen(Upgrade upgrade) {
        return new UpgradeRecord(schema, release, namespace, mark, upgrade, past);
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
                schema, release, namespace, mark, null, all.subList(Math.max(0, all.size() - MAX_PAST), all.size()));
    }

    /** The same record without its oldest ended upgrade. */
    UpgradeRecord shorter() {
        return new UpgradeRecord(schema, release, namespace, mark, open, past.subList(1, past.size()));
    }

    @JsonIgnore
    public Optional<Upgrade> current() {
        return Optional.ofNullable(open);
    }

    /** The open upgrade, or else the last one that ended. */
    @JsonIgnore
    public Optional<Upgrade> latest() {
        return current().or(() -> past.isEmpty() ? Optional.empty() : Optional.of(past.get(past.size() - 1)));
    }
}
