package io.jenkins.plugins.ratchet.event;

import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/**
 * The secret values that this run came to know; none of them leaves it in clear text.
 *
 * <p>Redaction by value is the last line of defence: secrets are not put on command lines or into messages to begin
 * with. Values shorter than {@value #SHORTEST} characters are not redacted: they would blacken ordinary words.
 */
public final class Redaction {
    public static final int SHORTEST = 4;
    private static final String MASK = "****";

    /** Longest first, so that a secret that contains another one is masked whole. */
    private final ConcurrentSkipListSet<String> secrets = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private volatile Consumer<String> listener = secret -> {};

    /** Tells of each secret as soon as it is known, for whoever else has to mask it. */
    public void onSecret(Consumer<String> newListener) {
        listener = newListener;
        secrets.forEach(newListener);
    }

    /** Remembers a secret and returns it. */
    public String secret(String value) {
        if (value != null && value.length() >= SHORTEST && secrets.add(value)) {
            listener.accept(value);
        }
        return value;
    }

    /** The text with every known secret masked. */
    public String redact(String text) {
        if (text == null) {
            return null;
        }
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, MASK);
        }
        return result;
    }
}
