package io.jenkins.plugins.ratchet.report;

import java.util.regex.Pattern;

/**
 * Takes out of foreign text what would act on the reader's side: terminal escape sequences, control characters, marks
 * that reorder a line, halves of surrogate pairs.
 */
final class Plain {
    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile(
            "\\x1B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\)?|[@-Z\\\\^_])|\\x9B[0-?]*[ -/]*[@-~]");
    private static final int CONTEXT = 64;

    private Plain() {}

    /** On one line, at most {@code longest} characters; empty for null. */
    static String line(String text, int longest) {
        return limited(text, longest, false).strip();
    }

    /** As {@link #line}, with the blanks that it begins with. */
    static String indented(String text, int longest) {
        return limited(text, longest, false).stripTrailing();
    }

    /** Line feeds and tabs kept, at most {@code longest} characters; empty for null. */
    static String text(String text, int longest) {
        return limited(text, longest, true);
    }

    private static String limited(String text, int longest, boolean lines) {
        if (text == null) {
            return "";
        }
        // Cut before cleaning too, so that a text of megabytes costs nothing.
        String head = text.length() > 4 * longest + CONTEXT ? text.substring(0, 4 * longest + CONTEXT) : text;
        String clean = clean(ESCAPE_SEQUENCE.matcher(head).replaceAll(""), lines);
        if (clean.length() <= longest && head.length() == text.length()) {
            return clean;
        }
        int end = Math.min(longest, clean.length());
        if (end > 0 && Character.isHighSurrogate(clean.charAt(end - 1))) {
            end--;
        }
        return clean.substring(0, end) + "…";
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        boolean space = false;
        for (int point : text.codePoints().toArray()) {
            if (lines && (point == '\n' || point == '\t')) {
                clean.append((char) point);
            } else if (point == '\n' || point == '\r' || point == '\t' || point == 0x2028 || point == 0x2029) {
                if (!lines && !space) {
                    clean.append(' ');
                }
            } else if (!dropped(point)) {
                clean.appendCodePoint(point);
            }
            space = !clean.isEmpty() && clean.charAt(clean.length() - 1) == ' ';
        }
        return clean.toString();
    }

    private static boolean dropped(int point) {
        return Character.isISOControl(point)
                || Character.getType(point) == Character.FORMAT
                || Character.getType(point) == Character.SURROGATE
                || (point & 0xFFFE) == 0xFFFE;
    }
}
