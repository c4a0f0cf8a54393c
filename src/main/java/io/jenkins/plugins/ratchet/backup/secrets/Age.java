package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encryption in the format of age (https://age-encryption.org/v1) to X25519 recipients: what it writes, {@code age -d}
 * reads. Everything in the clear stays in memory.
 */
final class Age {
    private static final String PRIVATE = "AGE-SECRET-KEY-1";

    private final List<RecipientStanzaWriter> recipients = new ArrayList<>();

    /**
     * @param recipients public keys, {@code age1…}
     * @param where names the setting in an error
     */
    Age(List<String> recipients, String where) {
        if (recipients.isEmpty()) {
            throw RunException.usage(where + ".recipients is missing: Secrets are never written in clear, so name at"
                    + " least one public key (age1…)");
        }
        for (String recipient : recipients) {
            try {
                this.recipients.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
            } catch (GeneralSecurityException | RuntimeException e) {
                throw RunException.usage(where + ".recipients: " + recipient + " is no public key of age: its checksum"
                        + " does not match; copy it again from the file that age-keygen wrote");
            }
        }
    }

    void encrypt(byte[] clear, OutputStream to) throws IOException {
        try (WritableByteChannel channel =
                new StandardEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(to), recipients)) {
            ByteBuffer buffer = ByteBuffer.wrap(clear);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("encryption failed: " + e.getMessage(), e);
        }
    }

    /**
     * The private keys in a text: one, or what age-keygen wrote.
     *
     * @param where names the setting in an error, which never repeats the text
     */
    static List<RecipientStanzaReader> identities(String text, String where) {
        List<RecipientStanzaReader> identities = new ArrayList<>();
        for (String line : text.split("\\R")) {
            if (line.strip().startsWith(PRIVATE)) {
                try {
                    identities.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line.strip()));
                } catch (GeneralSecurityException | RuntimeException e) {
                    throw RunException.usage(where + " holds a private key of age that is not whole");
                }
            }
        }
        if (identities.isEmpty()) {
            throw RunException.usage(where + " holds no private key of age; expected a line " + PRIVATE + "…");
        }
        return identities;
    }

    /** @throws IOException where no identity fits, or the file is not what was encrypted */
    static byte[] decrypt(InputStream from, List<RecipientStanzaReader> identities) throws IOException {
        try (ReadableByteChannel channel =
                new StandardDecryptingChannelFactory().newDecryptingChannel(Channels.newChannel(from), identities)) {
            ByteArrayOutputStream clear = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (channel.read(buffer) >= 0) {
                clear.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return clear.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException("it cannot be decrypted with the identity: " + e.getMessage(), e);
        }
    }
}
