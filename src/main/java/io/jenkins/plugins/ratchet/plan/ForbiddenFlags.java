package io.jenkins.plugins.ratchet.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The helm flags that can take a release backwards, overwrite what others own, or hide what was migrated. */
public final class ForbiddenFlags {
    /** In helm 3 and helm 4 spelling, without dashes. */
    public static final List<String> BACKWARDS = List.of(
            "atomic",
            "rollback-on-failure",
            "cleanup-on-fail",
            "force",
            "force-replace",
            "force-conflicts",
            "take-ownership",
            "recreate-pods");

    private static final String TAKES_TEXT = "--(?:set|set-string|set-json|set-literal|set-file|values|description)";

    /** What follows is text for helm, whatever it looks like. */
    private static final Pattern TEXT_FOLLOWS = Pattern.compile(TAKES_TEXT + "|-f");

    private static final Pattern HOLDS_TEXT = Pattern.compile("(?:" + TAKES_TEXT + "=|-f).*", Pattern.DOTALL);
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;\"']+");
    private static final String SHORT_FLAGS_WITH_VALUE = "fno";

    private ForbiddenFlags() {}

    /** The first forbidden flag in a list of arguments, its value left out: that may be a secret. */
    public static Optional<String> in(List<String> arguments, List<String> flags) {
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (names(argument).stream().anyMatch(flags::contains)) {
                return Optional.of(withoutValue(argument));
            }
            // One argument may carry several words where a wrapper splits it again.
            if (BETWEEN_WORDS.matcher(argument).find()
                    && !HOLDS_TEXT.matcher(argument).matches()) {
                Optional<String> inner = in(words(argument), flags);
                if (inner.isPresent()) {
                    return inner;
                }
            }
            if (TEXT_FOLLOWS.matcher(argument).matches() && rest.hasNext()) {
                rest.next();
            }
        }
        return Optional.empty();
    }

    /** The first HELM_ variable that holds a forbidden flag or is named after one: wrappers and plugins read these. */
    static Optional<String> inEnvironment(Map<String, String> environment, List<String> flags) {
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (!variable.getKey().startsWith("HELM_")) {
                continue;
            }
            Optional<String> flag = in(words(variable.getValue()), flags);
            if (flag.isPresent()) {
                return Optional.of(variable.getKey() + "=… " + flag.get());
            }
            String named = "--" + variable.getKey().substring("HELM_".length());
            if (names(named).stream().anyMatch(flags::contains)
                    && !variable.getValue().isEmpty()) {
                return Optional.of(withoutValue(variable.getKey() + "=" + variable.getValue()));
            }
        }
        return Optional.empty();
    }

    private static List<String> words(String text) {
        return Arrays.asList(BETWEEN_WORDS.split(text));
    }

    /** The flags that a word names; none for a word that is no flag. Case, underscores and dashes do not hide them. */
    private static List<String> names(String word) {
        if (!word.startsWith("-")) {
            return List.of();
        }
        String bare = word.replaceFirst("^-+", "").replaceFirst("(?s)[=\\s].*$", "");
        List<String> names =
                new ArrayList<>(List.of(bare.toLowerCase(Locale.ROOT).replace('_', '-')));
        if (!word.startsWith("--")) {
            // Short flags may be joined, and joined with their value: -nother, -in other.
            for (char letter : bare.toCharArray()) {
                names.add(String.valueOf(letter));
                if (SHORT_FLAGS_WITH_VALUE.indexOf(letter) >= 0) {
                    break;
                }
            }
        }
        return names;
    }

    private static String withoutValue(String assignment) {
        return assignment.matches("[^=\\s]*(?:=(?:true|false)?)?")
                ? assignment
                : assignment.replaceFirst("(?s)[=\\s].*$", "=…");
    }
}
