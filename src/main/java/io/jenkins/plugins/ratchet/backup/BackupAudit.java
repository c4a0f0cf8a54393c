package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says whether a recorded backup is still the one that was proven.
 *
 * <p>The chain of trust: the record holds the manifest's checksum, the manifest holds every file's. So whoever can
 * change the files but not the record cannot pass another backup off as the proven one.
 */
final class BackupAudit {
    private final List<Store> stores;

    BackupAudit(List<Store> stores) {
        this.stores = stores;
    }

    /** Empty where the backup is intact. Reads every byte of it. */
    Optional<String> defect(BackupEntry entry, KeptFiles files) {
        String manifestFile = "the manifest " + entry.location() + "/" + BackupManifest.FILE_NAME;
        try {
            Optional<byte[]> json = files.manifest();
            if (json.isEmpty()) {
                return Optional.of("there is no backup at " + entry.location() + ", or its manifest "
                        + BackupManifest.FILE_NAME + " is missing");
            }
            if (!Sha256.of(json.get()).equals(entry.manifestSha256())) {
                return Optional.of(
                        manifestFile + " is not the recorded one: its SHA-256 differs, so it was edited or replaced");
            }
            BackupManifest manifest = DirectoryDestination.manifest(json.get());
            if (manifest == null) {
                return Optional.of(manifestFile + " has a format that this version cannot read");
            }
            Optional<String> contradiction = contradiction(entry, manifest);
            return contradiction.isPresent() ? contradiction : damage(manifest, files);
        } catch (IOException e) {
            return Optional.of(manifestFile + " cannot be read: " + e.getMessage());
        }
    }

    /** What is wrong with the files that a manifest names; empty where they are intact. Reads every byte. */
    Optional<String> damage(BackupManifest manifest, KeptFiles files) {
        try {
            Optional<String> change = files.change(manifest.files());
            return change.isPresent() ? change : unusable(manifest, files);
        } catch (IOException e) {
            return Optional.of("a file cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> contradiction(BackupEntry entry, BackupManifest manifest) {
        if (manifest.proof() == null || entry.proof() == null) {
            return Optional.of("nothing was proven about it");
        }
        return differs("proof", entry.proof(), manifest.proof().method())
                .or(() -> differs("database", entry.database(), manifest.database()))
                .or(() -> differs("kind", entry.kind(), manifest.kind()))
                .or(() -> differs("method", entry.method(), manifest.method()))
                .or(() -> differs("server", entry.server(), manifest.source().server()))
                .or(() -> differs(
                        "source database",
                        entry.sourceDatabase(),
                        manifest.source().database()))
                .or(() -> differs("moment", entry.takenAt(), manifest.takenAt()))
                .or(() -> differs("size", entry.bytes(), manifest.bytes()))
                .or(() -> differs("schema version", entry.schemaVersion(), manifest.schemaVersion()));
    }

    /** Where the files are elsewhere, nothing here could open them; who keeps the data itself is asked all the same. */
    private Optional<String> unusable(BackupManifest manifest, KeptFiles files) {
        return stores.stream()
                .filter(store -> store.takes(manifest.kind(), manifest.method()))
                .findFirst()
                .flatMap(store -> files.directory()
                        .map(location -> store.defect(manifest, location))
                        .orElseGet(() -> store.defect(manifest)));
    }

    private static Optional<String> differs(String what, Object recorded, Object found) {
        return Objects.equals(recorded, found)
                ? Optional.empty()
                : Optional.of("the record and the manifest name different values for " + what + ": " + recorded
                        + " and " + found);
    }
}
