package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** What {@code ratchet backup prove} does with a backup whose checksums are right. */
record ProvenAgain(List<Path> tools, Events events) {
    BackupManifest.Proof prove(BackupRequest request, BackupManifest manifest, Path location) throws IOException {
        try (Stop stop = new Stop(() -> false)) {
            BackupContext context =
                    new BackupContext(events, stop, Clock.systemUTC(), new BackupPolicy(null, 1, 2, null), "u-2");
            return new MongoDump(tools)
                    .proveAgain(request, manifest, location, context)
                    .orElseThrow();
        }
    }
}
