package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where backups are restored for their proofs: a server that exists, or one that is started for each proof. */
interface ScratchPlace {
    /** A server for one proof. */
    interface Lease extends AutoCloseable {
        ScratchServer server();

        @Override
        void close();
    }

    Lease open() throws IOException;

    /** The disk that a copy will be on, where it is one of this machine and our user may look. */
    Optional<Path> disk();

    /** What runs that died left there. */
    Store.Leftovers leftovers();

    /** In a few words, for the log. */
    String description();

    /**
     * What a copy of a database needs of a server.
     *
     * @param server what identifies the database's own server
     * @param superuser name of the role that its server was made with
     */
    record Needs(String server, SourceDatabase source, Set<String> extensions, List<String> roles, String superuser) {}
}
