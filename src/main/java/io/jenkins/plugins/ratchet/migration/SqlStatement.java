package io.jenkins.plugins.ratchet.migration;

import java.util.List;
import java.util.stream.Collectors;

/** One statement, without its semicolon. */
record SqlStatement(List<SqlToken> tokens) {
    private static final int SHOWN = 100;

    int line() {
        return tokens.get(0).line();
    }

    /** Its beginning on one line, for messages. Strings are not shown: they may hold data. */
    String excerpt() {
        String text = tokens.stream()
                .limit(SHOWN)
                .map(token -> switch (token.kind()) {
                    case STRING -> "'…'";
                    case QUOTED -> '"' + token.text() + '"';
                    default -> token.text();
                })
                .collect(Collectors.joining(" "))
                .replaceAll(" ?\\. ?", ".")
                .replaceAll("\\( ", "(")
                .replaceAll(" ([),])", "$1")
                .replaceAll("\\p{Cntrl}", "?");
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
