package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.SecretsSettings;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of one backup of secrets.
 *
 * @param age to its recipients
 * @param identities private keys for the proof; empty where what was written is not decrypted
 */
record Keys(Age age, List<RecipientStanzaReader> identities) {

    /** @throws RunException as a usage error where nobody could read the backup, or the private key is none of them */
    static Keys of(BackupRequest request, Function<Setting, Optional<String>> secretOf) {
        String where = "databases." + request.name() + ".secrets";
        SecretsSettings settings = request.database().secrets();
        if (settings == null) {
            throw RunException.usage(where + " is missing; it says for whom the backup is encrypted");
        }
        Keys keys = new Keys(new Age(settings.recipients(), where), forProof(request, secretOf));
        keys.requireReadable(where);
        return keys;
    }

    /** Empty where nothing is to be decrypted. */
    static List<RecipientStanzaReader> forProof(BackupRequest request, Function<Setting, Optional<String>> secretOf) {
        return request.database().proof() == Database.Proof.decrypt ? identities(request, secretOf) : List.of();
    }

    /** @throws RunException as a usage error where there are none */
    static List<RecipientStanzaReader> identities(BackupRequest request, Function<Setting, Optional<String>> secretOf) {
        String where = "databases." + request.name() + ".secrets.identity";
        Setting identity = request.database().secrets() == null
                ? null
                : request.database().secrets().identity();
        String text = Optional.ofNullable(identity)
                .flatMap(secretOf)
                .orElseThrow(() -> RunException.usage(where + " has no value: without a private key nothing can be"
                        + " decrypted; give it, or, for a backup, say `proof: written`"));
        return Age.identities(text, where);
    }

    /** A key that is nobody's of the recipients shows here, not after everything was written. */
    private void requireReadable(String where) {
        if (identities.isEmpty()) {
            return;
        }
        try {
            ByteArrayOutputStream probe = new ByteArrayOutputStream();
            age.encrypt(new byte[] {1}, probe);
            Age.decrypt(new ByteArrayInputStream(probe.toByteArray()), identities);
        } catch (IOException e) {
            throw RunException.usage(where + ".identity is the private key of none of " + where + ".recipients");
        }
    }
}
