package io.jenkins.plugins.ratchet.backup.mongo;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Requests for the tests. */
final class MongoProbe {
    private MongoProbe() {}

    static Backups backups(Events events, List<Path> tools) {
        return new Backups(List.of(new MongoDump(tools)), events, () -> false, Clock.systemUTC());
    }

    static BackupRequest request(int port, String database) {
        return request(port, database, null, Database.Proof.restore);
    }

    static BackupRequest request(int port, String database, Connection scratch, Database.Proof proof) {
        return new BackupRequest(
                DatabaseFixture.mongo("documents", url("mongodb://127.0.0.1:" + port + "/" + database), scratch, proof),
                addresses());
    }

    static Connection url(String url) {
        return new Connection(Setting.of(url), null, null, null, null, null, null, null, null);
    }

    static Addresses addresses() {
        return new Addresses(
                new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction()));
    }
}
