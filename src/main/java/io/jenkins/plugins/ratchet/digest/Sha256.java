package io.jenkins.plugins.ratchet.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as Ratchet writes it everywhere: 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static String of(byte[] bytes) {
        return new Sha256().update(bytes, bytes.length).hex();
    }

    /** Of the text's UTF-8 bytes. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the first {@code length} bytes of a buffer. */
    public Sha256 update(byte[] buffer, int length) {
        digest.update(buffer, 0, length);
        return this;
    }

    public Sha256 update(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
        return this;
    }

    /** Adds the text's UTF-8 bytes. */
    public Sha256 update(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The digest of all that was added; starts anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
