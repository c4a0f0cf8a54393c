package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What would make a restore fail half way, found by looking at the servers before anything is done. */
final class Obstacles {
    private final RestoreContext context;
    private final List<Finding> findings;

    Obstacles(RestoreContext context, List<Finding> findings) {
        this.context = context;
        this.findings = findings;
    }

    void look(List<Subject> subjects, boolean inPlace) {
        for (Subject subject : subjects) {
            Set<String> concerned = Set.of(subject.live().database());
            try (DatabaseServer server = DatabaseServer.open(context.postgres(), subject.server(), concerned)) {
                subject.backup().obstacles(server.session(), subject.server()).forEach(text -> block(subject, text));
                if (inPlace) {
                    present(subject, server);
                } else {
                    target(subject, server);
                }
            } catch (SQLException e) {
                throw Postgres.failure(subject.server(), e);
            }
        }
    }

    private void present(Subject subject, DatabaseServer server) {
        String name = subject.live().database();
        if (!server.exists(name)) {
            block(subject, "there is no database " + name + " to take the place of; use --strategy new-instance");
            return;
        }
        String backedUp = subject.entry().server() + "/" + subject.entry().sourceDatabase();
        if (!backedUp.equals(server.id() + "/" + name)) {
            block(
                    subject,
                    "the backup is of server/database " + backedUp + ", but the release uses " + server.id() + "/"
                            + name + "; use --strategy new-instance");
        }
        server.notOurs(name).ifPresent(text -> block(subject, text));
        List<String> prepared = server.preparedTransactions(name);
        if (!prepared.isEmpty()) {
            block(
                    subject,
                    "transactions are prepared for a two-phase commit and keep it from being renamed: " + prepared);
        }
        server.clients(name).stream()
                .filter(client -> !client.mayEnd())
                .findFirst()
                .ifPresent(client -> block(
                        subject,
                        "the session of " + client + " may not be ended by user "
                                + subject.live().user() + "; end it, or connect as a superuser or a member of"
                                + " pg_signal_backend"));
        if (server.exists(subject.names().kept())) {
            block(subject, "there is a database " + subject.names().kept() + " already");
        }
    }

    private void target(Subject subject, DatabaseServer server) {
        if (server.exists(subject.names().name())) {
            block(
                    subject,
                    "there is a database " + subject.names().name() + " on "
                            + subject.server().host() + ":" + subject.server().port()
                            + " already; name another one under databases[].restore");
        }
    }

    private void block(Subject subject, String seen) {
        findings.add(Finding.block(
                "restore-possible",
                "database " + subject.database().name() + ": " + seen,
                "nothing that would stop the restore half way",
                null));
    }
}
