package io.jenkins.plugins.ratchet.event;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret, whoever it belongs to: for foreign text that is handed on, such as logs in a support
 * bundle. Where the value itself is known, {@link Redaction} is the surer way.
 */
public final class SecretPatterns {
    private record Form(Pattern pattern, String masked) {}

    private static final List<Form> FORMS = List.of(
            new Form(Pattern.compile("\\beyJ[\\w-]{6,}\\.[\\w-]{6,}(?:\\.[\\w-]*){1,3}"), "****"),
            // Every part is bounded: logs hold lines of megabytes.
            new Form(
                    Pattern.compile("(\\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\\s/:@\"']{0,200}:)[^\\s/@\"']{1,1000}@"),
                    "$1****@"),
            new Form(
                    Pattern.compile("(?i)(authorization[\"']?[ \\t]{0,5}[:=][ \\t]{0,5}"
                            + "[\"']?(?:[a-z][a-z0-9-]{0,20}[ \\t]{1,5})?)"
                            + "[^\\s\"',]+"),
                    "$1****"),
            new Form(Pattern.compile("(?i)\\b(bearer[ \\t]{1,5})[\\w.~+/=-]{8,}"), "$1****"),
            new Form(
                    Pattern.compile("(?i)((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key"
                            + "|private[_-]?key|credentials?)[\"']?[ \\t]{0,5}[=:][ \\t]{0,5})"
                            + "(?:\"[^\"\\\\]{0,1000}(?:\\\\.[^\"\\\\]{0,1000}){0,100}\"|'[^']*'|[^\\s\"',;&]+)"),
                    "$1****"),
            new Form(
                    Pattern.compile("\\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\\w{20,}|glpat-[\\w-]{16,}|xox[abprs]-[\\w-]{10,}"
                            + "|AGE-SECRET-KEY-1[0-9A-Z]+)"),
                    "****"));

    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----");
    private static final Pattern END = Pattern.compile("-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----");
    private static final int LONGEST_KEY = 20_000;

    private SecretPatterns() {}

    /** The text with everything of such a form masked; null for null. */
    public static String mask(String text) {
        if (text == null) {
            return null;
        }
        String masked = keys(text);
        for (Form form : FORMS) {
            masked = form.pattern().matcher(masked).replaceAll(form.masked());
        }
        return masked;
    }

    /** To its end, with or without line breaks; where a log broke off, as far as it can be part of a key. */
    private static String keys(String text) {
        Matcher begin = PRIVATE_KEY.matcher(text);
        StringBuilder masked = new StringBuilder();
        int done = 0;
        while (begin.find(done)) {
            masked.append(text, done, begin.end()).append("****");
            Matcher end = END.matcher(text).region(begin.end(), Math.min(text.length(), begin.end() + LONGEST_KEY));
            done = begin.end();
            if (end.find()) {
                done = end.end();
            } else {
                while (done < text.length() && ofKey(text.charAt(done))) {
                    done++;
                }
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    private static boolean ofKey(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/=\\ \t\r\n".indexOf(c) >= 0;
    }
}
