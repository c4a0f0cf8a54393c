package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.rails.RubyToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call as it stands in a migration: {@code add_column :users, :age, :integer, null: false}.
 *
 * @param arguments the tokens of each one, in order
 * @param options keyword arguments by name
 */
record RailsCall(String name, List<List<RubyToken>> arguments, Map<String, List<RubyToken>> options, int line) {

    /** @param tokens the name of what is called, and all that follows */
    static RailsCall of(List<RubyToken> tokens) {
        List<RubyToken> rest = tokens.subList(1, tokens.size());
        if (!rest.isEmpty() && rest.get(0).isMark("(") && closing(rest) == rest.size() - 1) {
            rest = rest.subList(1, rest.size() - 1);
        }
        List<List<RubyToken>> arguments = new ArrayList<>();
        Map<String, List<RubyToken>> options = new LinkedHashMap<>();
        for (List<RubyToken> part : split(rest)) {
            if (part.isEmpty()) {
                continue;
            }
            RubyToken first = part.get(0);
            if (first.kind() == Kind.LABEL) {
                options.put(first.text(), part.subList(1, part.size()));
            } else if (part.size() > 2 && part.get(1).isMark("=>") && first.isLiteral()) {
                options.put(first.text(), part.subList(2, part.size()));
            } else {
                arguments.add(part);
            }
        }
        return new RailsCall(
                tokens.get(0).text(), arguments, options, tokens.get(0).line());
    }

    /** An argument that is a name as it stands; empty where it is not there or only known when it runs. */
    Optional<String> literal(int index) {
        return index < arguments.size() ? literal(arguments.get(index)) : Optional.empty();
    }

    static Optional<String> literal(List<RubyToken> value) {
        return value.size() == 1 && value.get(0).isLiteral()
                ? Optional.of(value.get(0).text())
                : Optional.empty();
    }

    boolean is(String option, String value) {
        List<RubyToken> given = options.get(option);
        return given != null && given.size() == 1 && given.get(0).text().equals(value);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /** Whether an option names this value somewhere inside, as {@code index: { algorithm: :concurrently }} does. */
    boolean mentions(String option, String value) {
        return options.getOrDefault(option, List.of()).stream()
                .anyMatch(token -> token.text().equals(value));
    }

    private static int closing(List<RubyToken> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += opens(tokens.get(i)) ? 1 : closes(tokens.get(i)) ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<RubyToken>> split(List<RubyToken> tokens) {
        List<List<RubyToken>> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += opens(tokens.get(i)) ? 1 : closes(tokens.get(i)) ? -1 : 0;
            if (depth == 0 && tokens.get(i).isMark(",")) {
                parts.add(tokens.subList(start, i));
                start = i + 1;
            }
        }
        parts.add(tokens.subList(start, tokens.size()));
        return parts;
    }

    static boolean opens(RubyToken token) {
        return token.isMark("(") || token.isMark("[") || token.isMark("{");
    }

    static boolean closes(RubyToken token) {
        return token.isMark(")") || token.isMark("]") || token.isMark("}");
    }
}
