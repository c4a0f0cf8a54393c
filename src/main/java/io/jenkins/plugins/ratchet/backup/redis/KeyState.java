package io.jenkins.plugins.ratchet.backup.redis;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a key holds, in a form that does not depend on how a server stores it.
 *
 * @param type as TYPE answers, {@code none} where there is no such key
 * @param expiresAt milliseconds since 1970; -1 for never
 * @param parts what is to be equal, by its name in messages, e.g. {@code value} or {@code group g: pending}
 */
record KeyState(String type, long expiresAt, Map<String, String> parts) {
    static final KeyState NONE = new KeyState("none", -1, Map.of());

    boolean exists() {
        return !type.equals("none");
    }

    /**
     * The first difference, in words; empty where both are equal.
     *
     * @param tolerance by which the moments of expiry may differ, in milliseconds
     */
    Optional<String> difference(KeyState restored, long tolerance) {
        if (!type.equals(restored.type)) {
            return Optional.of(
                    !restored.exists()
                            ? "is missing in the backup"
                            : !exists()
                                    ? "is in the backup only"
                                    : "is of type " + restored.type + " in the backup, expected " + type);
        }
        if (expiresAt < 0 != restored.expiresAt < 0 || Math.abs(expiresAt - restored.expiresAt) > tolerance) {
            return Optional.of(
                    "expires " + moment(restored.expiresAt) + " in the backup, expected " + moment(expiresAt));
        }
        TreeSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(restored.parts.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(parts.get(name), restored.parts.get(name)))
                .filter(name -> parts.containsKey(name) || !StreamReader.isNewer(name))
                .findFirst()
                .map(name -> "has another " + name + shown(restored.parts.get(name), parts.get(name)));
    }

    private static String moment(long millis) {
        return millis < 0 ? "never" : "at " + java.time.Instant.ofEpochMilli(millis);
    }

    /** Checksums say nothing to a reader, counts and ids do. */
    private static String shown(String restored, String expected) {
        boolean telling = restored != null && expected != null && restored.length() <= 40 && expected.length() <= 40;
        return telling ? ": " + restored + ", expected " + expected : "";
    }
}
