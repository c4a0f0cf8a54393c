package io.jenkins.plugins.ratchet.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Where this program lies, and what may be kept beside it between two runs. */
final class DemoHome {
    private DemoHome() {}

    /** {@code ratchet.jar}; empty where classes are run from a directory. */
    static Optional<Path> jar() {
        return code().filter(Files::isRegularFile);
    }

    /** PostgreSQL's client programs; where they had to be fetched they stay beside the jar for the next time. */
    static DemoClients clients() throws DemoClients.Missing {
        Path kept = kept().resolve("postgresql-clients");
        DemoClients clients = DemoClients.find(DemoPostgres.MAJOR, kept);
        if (clients.bin().startsWith(kept)) {
            System.setProperty(
                    DemoStage.CLIENTS_PROPERTY, clients.bin().toAbsolutePath().toString());
        }
        return clients;
    }

    /** Where the server is unpacked: once, as that takes longer than to start it. */
    static Path postgresql() {
        return kept().resolve("postgresql-server");
    }

    private static Path kept() {
        return code().map(Path::getParent)
                .filter(Files::isWritable)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "ratchet"));
    }

    private static Optional<Path> code() {
        CodeSource source = DemoHome.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
