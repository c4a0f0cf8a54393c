package io.jenkins.plugins.ratchet.diagnosis;

/** Foreign words on one line. */
public final class Words {
    private static final int LONGEST = 400;

    private Words() {}

    /** {@code Reason: message}; either may be null. */
    public static String of(String reason, String message) {
        String line = line(message);
        if (reason == null || reason.isBlank()) {
            return line;
        }
        return line.isEmpty() ? reason : reason + ": " + line;
    }

    public static String line(String text) {
        String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
