package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A server whose files the one of then could not read: it may not be replaced by that. */
final class NewerServer {
    private NewerServer() {}

    /** Looked for where services that databases run in get the images of then. */
    static List<Finding> findings(RestoreContext context, List<Subject> subjects) {
        List<Finding> findings = new ArrayList<>();
        for (Subject subject : subjects) {
            try (DatabaseServer server = DatabaseServer.open(
                    context.postgres(), subject.server(), Set.of(subject.live().database()))) {
                subject.backup()
                        .newerMajor(server.session())
                        .ifPresent(
                                seen -> findings.add(
                                        Finding.block(
                                                "restore-possible",
                                                "database " + subject.database().name() + ": " + seen
                                                        + ", and the service that it runs in would get the image of then back, which"
                                                        + " cannot read its files",
                                                "a server of the same major version",
                                                "keep the server's image as it is, by its name in the Compose files, or go back by hand")));
            } catch (SQLException e) {
                throw Postgres.failure(subject.server(), e);
            }
        }
        return findings;
    }
}
