package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a check failed, by a name that stays the same, and what to do about it. What is known better in a single case is said
 * there.
 */
public enum CheckCause {
    NOT_READY("not-ready", "the reason stands beside it; `kubectl describe` and the logs of its pods say more"),
    OLD_PODS_SERVE(
            "old-pods-serve",
            "pods of the old version work on the new schema: see why they do not end (`kubectl describe`), and delete them"),
    JOB_NOT_COMPLETE("job-not-complete", "read the Job's log; do not trust the rollout before it is Complete"),
    OTHER_REVISION("other-revision", "somebody else changed the release: look at `helm history` before anything else"),
    IMAGE_DIFFERS(
            "image-differs",
            "find out who changed the workload (`kubectl set image`, a webhook, a tag that moved), and upgrade again"),
    WARNING_EVENTS("warning-events", "`kubectl get events` shows them with their objects; mend what they name"),
    RESTARTING("restarting", "`kubectl logs --previous` of the containers that are named says why they ended"),
    CONFIGURATION("configuration", "mend the check in ratchet.yaml"),
    UNREACHABLE("unreachable", "see whether it runs, and whether this machine may connect to it"),
    OVERDUE("overdue", "see why it takes so long, or give the check more time (deadline, timeout)"),
    HTTP_STATUS("http-status", "read the log of the service that answered"),
    HTTP_ANSWER("http-answer", "the service answers, but not as it should: read its log"),
    TLS(
            "tls",
            "let the server send its whole chain and a certificate for this name that is valid, or name its authority in"
                    + " caFile"),
    CERTIFICATE_ENDS("certificate-ends", "renew the certificate"),
    SCHEMA_VERSION_MISSING(
            "schema-version-missing",
            "the migration did not run or not to its end: read the migration Job's log; roll forward, do not insert the row by"
                    + " hand"),
    SQL_ANSWER("sql-answer", "look at the rows that the query yields"),
    INVALID_INDEX(
            "invalid-index",
            "a concurrent build broke off: REINDEX INDEX CONCURRENTLY it, or drop it and create it again as the migration"
                    + " does"),
    CONSTRAINT_NOT_VALIDATED(
            "constraint-not-validated", "mend the rows that violate it, then ALTER TABLE … VALIDATE CONSTRAINT"),
    STREAM_MISSING(
            "stream-missing",
            "let the product create its streams (its provisioning Job or script) before its consumers"),
    GROUP_MISSING(
            "group-missing",
            "let the product create its consumer groups, or XGROUP CREATE it from the id up to which entries were handled"),
    PENDING_TOO_MANY(
            "pending-too-many",
            "consumers take entries and do not acknowledge them: read their logs; XPENDING names the consumer"),
    PENDING_GROWS(
            "pending-grows", "consumers fail or are too slow: read their logs, and add replicas only once they work"),
    PENDING_IDLE(
            "pending-idle", "its consumer is gone or hangs: restart it, or XAUTOCLAIM the entries for one that works"),
    LAG_UNKNOWN(
            "lag-unknown", "the server does not know it, and it is not 0: ask with a user that may XRANGE the stream"),
    LAG_TOO_HIGH("lag-too-high", "consumers do not keep up: see whether they run and read their logs"),
    QUEUE_NOT_EMPTY(
            "queue-not-empty",
            "read the newest entries (XREVRANGE, LRANGE): each says what could not be handled and why"),
    QUEUE_GROWS("queue-grows", "something fails right now: read the newest entries (XREVRANGE, LRANGE) and the logs"),
    CANARY_DENIED(
            "canary-denied",
            "the product refuses what it allowed: look at keys, policies and clocks of who issues and of who checks the token"),
    CANARY_FAILED("canary-failed", "follow the named request through the logs of the services that it passes"),
    PEM_NEWLINES(
            "pem-newlines",
            "write the Secret anew from the file (`kubectl create secret generic … --from-file`), not through a template or"
                    + " shell that joins lines"),
    PEM_UNREADABLE("pem-unreadable", "write the Secret anew from the original file"),
    PAIR_DIFFERS("pair-differs", "key and counterpart are not of one pair: write both anew from the same source"),
    SECRET_MISSING("secret-missing", "see whether the chart's hook that writes it has run, and its log"),
    COMMAND_FAILED("command-failed", "read what it printed"),
    CHANGED("changed", "compare with the backup what is gone or other than before, before anybody works on");

    private final String id;
    private final String advice;

    CheckCause(String id, String advice) {
        this.id = id;
        this.advice = advice;
    }

    /** Its name in reports, e.g. {@code group-missing}. */
    @JsonValue
    public String id() {
        return id;
    }

    /** What to do where nothing more is known. */
    public String advice() {
        return advice;
    }

    @Override
    public String toString() {
        return id;
    }
}
