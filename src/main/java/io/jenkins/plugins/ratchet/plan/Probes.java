package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.util.Optional;

/** What an inspection asks of databases and backups; answered by whoever can reach them. */
public interface Probes {

    /** {@code server/database} as found right now; empty where it cannot be told. */
    Optional<String> identity(Database database, JsonNode liveValues);

    /** Why a backup can no longer be relied upon; empty where it is intact. */
    Optional<String> defect(BackupEntry backup);

    /** For a plan: it neither connects to databases nor reads backups. */
    Probes NONE = new Probes() {
        @Override
        public Optional<String> identity(Database database, JsonNode liveValues) {
            return Optional.empty();
        }

        @Override
        public Optional<String> defect(BackupEntry backup) {
            return Optional.empty();
        }
    };
}
