package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;

/**
 * A proven backup, restored into a scratch database that is there for as long as this is open. A run that dies leaves it
 * to the next one that makes a scratch database there.
 */
public final class ScratchCopy implements AutoCloseable {
    private final ScratchPlace.Lease lease;
    private final ScratchDatabase scratch;

    private ScratchCopy(ScratchPlace.Lease lease, ScratchDatabase scratch) {
        this.lease = lease;
        this.scratch = scratch;
    }

    static ScratchCopy restore(PostgresSubject subject, Path dump, String source, boolean sameServer)
            throws IOException {
        ScratchPlace.Lease lease = subject.scratch().open();
        ScratchDatabase scratch = null;
        try {
            if (lease.server().id().equals(source) && !sameServer) {
                throw RunException.usage(
                        "database " + subject.name() + ": its copy would be on the server of the database"
                                + " itself, where statements about roles or other databases are for real; set scratch: local,"
                                + " name another server under scratch, or set migrations.rehearsal.sameServer: true");
            }
            scratch = ScratchDatabase.create(
                    subject.postgres(),
                    lease.server().address(),
                    subject.context().upgrade(),
                    subject.name(),
                    subject.source());
            subject.context()
                    .events()
                    .fact(
                            "rehearsal",
                            subject.name() + ": restoring the backup into "
                                    + scratch.address().database() + " on "
                                    + subject.scratch().description());
            new RestoreProof(subject).restore(dump, scratch, lease.server());
            return new ScratchCopy(lease, scratch);
        } catch (RuntimeException e) {
            close(lease, scratch);
            throw e;
        }
    }

    public DatabaseAddress address() {
        return scratch.address();
    }

    /** A session in it, for reading. */
    public Connection session() {
        return scratch.session();
    }

    @Override
    public void close() {
        close(lease, scratch);
    }

    private static void close(ScratchPlace.Lease lease, ScratchDatabase scratch) {
        try (lease) {
            if (scratch != null) {
                scratch.close();
            }
        }
    }
}
