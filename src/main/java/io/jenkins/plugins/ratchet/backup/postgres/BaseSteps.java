package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a person has to do to start a server from a restored data directory, in order. */
final class BaseSteps {
    private BaseSteps() {}

    /** @param data it need not be there yet */
    static List<String> of(Path data, BaseContent content, BackupManifest.Source source) {
        List<String> steps = new ArrayList<>();
        steps.add("give it to the user that runs PostgreSQL " + content.major()
                + ", on a machine with that major version, its extensions and the source's locales: chown -R postgres: "
                + data + " (it is private; a copy elsewhere must keep modes, as rsync -a does)");
        boolean unknown = !Files.exists(data);
        steps.add(
                unknown || Files.exists(data.resolve("postgresql.conf"))
                        ? "look through postgresql.conf, postgresql.auto.conf and pg_hba.conf in it, which are the source's"
                                + (unknown ? " (where it kept them in its data directory)" : "")
                                + ": port (the source's is " + source.port()
                                + "), listen_addresses, archive_command, paths"
                        : "put a postgresql.conf and a pg_hba.conf into it: the source kept its own elsewhere, e.g. below"
                                + " /etc/postgresql");
        steps.add("leave backup_label where it is: the first start recovers from pg_wal to " + content.end()
                + "; to go further by archived log, set restore_command and recovery_target_time and make recovery.signal in"
                + " it before that start");
        steps.add(
                "start it on a port of its own, with archiving and subscriptions off until you have looked at it: pg_ctl -D "
                        + data + " -o '-p " + (source.port() == null || source.port() != 5433 ? 5433 : 5434)
                        + " -c archive_mode=off -c max_logical_replication_workers=0' start");
        return steps;
    }
}
