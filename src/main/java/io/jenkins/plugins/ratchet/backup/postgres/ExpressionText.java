package io.jenkins.plugins.ratchet.backup.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings an SQL expression, as PostgreSQL prints it, into a form that a dump and restore does not change.
 *
 * <p>PostgreSQL's printed expressions are not stable: {@code CHECK (kind IN ('a','b'))} on a varchar prints as {@code
 * ARRAY['a'::character varying, …])::text[]}, and after a restore as {@code ARRAY[('a'::character varying)::text, …]}.
 * So casts, parentheses and white space are dropped outside of literals and quoted names. Types of columns and bodies of
 * functions are compared exactly elsewhere.
 */
final class ExpressionText {
    private static final String LITERAL = "'(?:[^']++|'')*+'";
    private static final String NAME = "\"(?:[^\"]++|\"\")*+\"";
    private static final String WORD = "(?:" + NAME + "|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final String CAST = "::\\s*" + WORD + "(?:\\." + WORD + ")*"
            + "(?: varying| precision| with(?:out)? time zone)?"
            + "(?:\\(\\s*\\d+(?:\\s*,\\s*-?\\d+)?\\s*\\))?"
            + "(?: with(?:out)? time zone)?(?:\\[])*";
    private static final Pattern TOKEN = Pattern.compile(
            "(?<keep>" + LITERAL + "|" + NAME + ")|(?<drop>" + CAST
                    + "|[()])|(?<blank>\\s+)|(?<other>[\\p{L}\\p{N}_$.]+|.)",
            Pattern.DOTALL);

    private ExpressionText() {}

    static String normal(String expression) {
        StringBuilder result = new StringBuilder(expression.length());
        Matcher token = TOKEN.matcher(expression);
        char last = ' ';
        boolean apart = false;
        while (token.find()) {
            if (token.group("drop") != null || token.group("blank") != null) {
                apart = true;
                continue;
            }
            String text = token.group();
            // A blank stays only where two words would otherwise run together.
            if (apart && wordy(last) && wordy(text.charAt(0))) {
                result.append(' ');
            }
            result.append(text);
            last = text.charAt(text.length() - 1);
            apart = false;
        }
        return result.toString();
    }

    private static boolean wordy(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '"' || c == '\'';
    }
}
