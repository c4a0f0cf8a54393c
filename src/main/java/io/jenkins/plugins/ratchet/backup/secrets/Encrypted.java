package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one backup writes: encrypted in memory, and proven by being read back. */
final class Encrypted {
    private final String database;
    private final Keys keys;
    private final Map<String, String> written = new LinkedHashMap<>();
    private final Map<String, String> digests = new LinkedHashMap<>();

    Encrypted(String database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    void write(BackupFiles files, String name, byte[] clear) throws IOException {
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        keys.age().encrypt(clear, encrypted);
        try (OutputStream out = files.create(name)) {
            out.write(encrypted.toByteArray());
        }
        written.put(name, Sha256.of(encrypted.toByteArray()));
        digests.put(name, Sha256.of(clear));
    }

    /** @param notShown what decrypting does not show */
    BackupManifest.Proof prove(BackupFiles files, String notShown) throws IOException {
        long start = System.nanoTime();
        boolean decrypts = !keys.identities().isEmpty();
        for (Map.Entry<String, String> file : (decrypts ? digests : written).entrySet()) {
            try (InputStream in = files.open(file.getKey())) {
                byte[] back = decrypts ? Age.decrypt(in, keys.identities()) : in.readAllBytes();
                if (!file.getValue().equals(Sha256.of(back))) {
                    throw RunException.failed("database " + database + ": " + file.getKey()
                            + " does not come back as it was written, so it is no backup");
                }
            }
        }
        return decrypts
                ? proof(Database.Proof.decrypt, start, List.of("every file decrypts to what was read"), notShown)
                : proof(
                        Database.Proof.written,
                        start,
                        List.of("every byte that left the encryption"),
                        "nothing was decrypted: whether anybody holds a private key to it is not proven");
    }

    static BackupManifest.Proof proof(Database.Proof proof, long start, List<String> compared, String note) {
        return new BackupManifest.Proof(
                proof.name(), null, null, Duration.ofNanos(System.nanoTime() - start), compared, List.of(note));
    }

    /** @throws RunException where what was decrypted holds other things than the manifest says */
    static void requireSame(String database, List<String> found, List<String> expected) {
        if (!found.equals(expected)) {
            throw RunException.failed("database " + database + ": what was decrypted holds " + found + ", expected "
                    + expected + ", so it is no backup");
        }
    }

    /** @throws RunException where it cannot be decrypted */
    static byte[] decrypted(Path directory, String file, List<RecipientStanzaReader> identities) {
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            return Age.decrypt(in, identities);
        } catch (IOException e) {
            throw RunException.failed(file + " cannot be decrypted, so it is no backup: " + e.getMessage());
        }
    }
}
