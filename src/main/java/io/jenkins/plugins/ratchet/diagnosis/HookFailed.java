package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.diagnosis.HookFailures.Left;
import java.util.Optional;

/** A hook Job failed, and the databases show what it left. */
final class HookFailed implements Pattern {
    private final Left left;

    HookFailed(Left left) {
        this.left = left;
    }

    @Override
    public String id() {
        return switch (left) {
            case NOTHING -> "hook-failed-before-commit";
            case SOMETHING -> "hook-failed-after-commit";
            case UNKNOWN -> "hook-failed";
        };
    }

    @Override
    public String purpose() {
        return "A hook Job, or migration service, of the upgrade failed; "
                + switch (left) {
                    case NOTHING -> "every database is at the schema that it had before.";
                    case SOMETHING -> "a database is at another schema than before.";
                    case UNKNOWN -> "whether it committed anything is not known.";
                };
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        return switch (left) {
            case NOTHING ->
                cause(
                        "the migration failed before it committed anything",
                        HookFailures.evidence(observed, left),
                        "inspect the migration's log; the databases are as they were and the old version goes on with them",
                        "mend the cause and run `ratchet upgrade` again, to the same or a newer version");
            case SOMETHING ->
                cause(
                        "the migration failed after it had committed something",
                        HookFailures.evidence(observed, left),
                        "inspect the migration's log; what is committed stays, so the way is forward",
                        "mend the cause and run `ratchet upgrade` again, to this version or a newer one; a restore loses everything"
                                + " written since the backup");
            case UNKNOWN ->
                cause(
                        "the migration failed, and nobody knows what it committed",
                        HookFailures.evidence(observed, left),
                        "inspect the migration's log and the databases; until it is known, take it that something was committed",
                        "declare `schemaVersion` of the databases, so that the next run can tell");
        };
    }
}
