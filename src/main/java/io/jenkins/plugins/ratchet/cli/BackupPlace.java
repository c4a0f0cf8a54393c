package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.DestinationName;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where backups go, or lie. */
final class BackupPlace {
    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where backups go: a directory, or rclone:REMOTE:PATH; backups.to of the configuration by"
                    + " default.")
    String to;

    /** An absolute directory, or {@code rclone:REMOTE:PATH}; empty where neither option nor configuration says it. */
    Optional<String> find(Session session) {
        if (to != null) {
            return Optional.of(
                    to.startsWith(DestinationName.RCLONE)
                            ? to
                            : Path.of(to).toAbsolutePath().toString());
        }
        String configured = session.config().backups().to();
        return Optional.ofNullable(configured)
                .map(place -> place.startsWith(DestinationName.RCLONE)
                        ? place
                        : session.directory().resolve(place).toString());
    }

    String require(Session session) {
        return find(session)
                .orElseThrow(() -> RunException.usage(
                        "no place for the backups: give --to DIR or --to rclone:REMOTE:PATH, or backups.to in"
                                + " ratchet.yaml"));
    }
}
