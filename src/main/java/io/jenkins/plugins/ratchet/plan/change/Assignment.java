package io.jenkins.plugins.ratchet.plan.change;

/**
 * What a line of text gives a name to: {@code name: value}, {@code "name" = value}. Found by its sign and then leftwards: a
 * pattern would begin anew at every letter of every word, and a release's manifests are a megabyte of them.
 *
 * @param name without quotes
 * @param start of the value, which goes to the end of the line and does not begin with a blank
 */
record Assignment(String line, String name, int start) {
    /** The first in a line; null where there is none. */
    static Assignment first(String line) {
        return from(line, 0);
    }

    /** The one after this in the same line; null where there is none. */
    Assignment next() {
        return from(line, start);
    }

    String value() {
        return line.substring(start);
    }

    private static Assignment from(String line, int from) {
        for (int sign = sign(line, from); sign >= 0; sign = sign(line, sign + 1)) {
            int start = sign + 1;
            while (start < line.length() && isSpace(line.charAt(start))) {
                start++;
            }
            String name = start < line.length() ? name(line, sign) : "";
            if (!name.isEmpty()) {
                return new Assignment(line, name, start);
            }
        }
        return null;
    }

    private static int sign(String line, int from) {
        for (int at = from; at < line.length(); at++) {
            if (line.charAt(at) == ':' || line.charAt(at) == '=') {
                return at;
            }
        }
        return -1;
    }

    private static String name(String line, int sign) {
        int end = sign;
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        if (end > 0 && (line.charAt(end - 1) == '"' || line.charAt(end - 1) == '\'')) {
            end--;
        }
        int start = end;
        for (int at = end - 1; at >= 0 && isOfName(line.charAt(at)); at--) {
            if (isLetter(line.charAt(at))) {
                start = at;
            }
        }
        return line.substring(start, end);
    }

    private static boolean isSpace(char each) {
        return each == ' ' || each >= '\t' && each <= '\r';
    }

    private static boolean isLetter(char each) {
        return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z';
    }

    private static boolean isOfName(char each) {
        return isLetter(each) || each >= '0' && each <= '9' || each == '_' || each == '.' || each == '-';
    }
}
