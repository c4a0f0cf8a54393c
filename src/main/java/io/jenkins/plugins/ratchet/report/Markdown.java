package io.jenkins.plugins.ratchet.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Markdown under a size limit, built from foreign text that stays text: it cannot end a table cell, start markup or
 * HTML, become a link, or mention anybody.
 */
final class Markdown {
    private static final int LONGEST_CELL = 500;
    private static final int LONGEST_COMMAND = 2000;
    /** Kept free for the sentence that something was left out. */
    private static final int RESERVE = 200;
    /** What GitHub turns into links and mentions by itself; inside code it does not. */
    private static final Pattern ACTIVE = Pattern.compile("://|www\\.|@|#|\\bGH-", Pattern.CASE_INSENSITIVE);

    private static final Pattern TOKEN = Pattern.compile("\\S+");
    private static final Pattern TICKS = Pattern.compile("`+");
    private static final String SPECIAL = "&<>|\\`*_~[]!$\"'";

    private final StringBuilder out = new StringBuilder();
    private final int limit;
    private int leftOut;

    /** @param limit longest result, in characters */
    Markdown(int limit) {
        this.limit = limit;
    }

    void heading(int level, String ownText) {
        block("#".repeat(level) + " " + ownText + "\n\n");
    }

    void paragraph(String markup) {
        block(markup + "\n\n");
    }

    void table(String heading, List<String> header, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        rows("### " + heading + "\n\n", header, rows);
    }

    /** A table under a heading that is there already. */
    void table(List<String> header, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            rows("", header, rows);
        }
    }

    private void rows(String heading, List<String> header, List<List<String>> rows) {
        String head = heading + "| " + String.join(" | ", header) + " |\n|" + "---|".repeat(header.size()) + "\n";
        if (!fits(head.length() + 1)) {
            leftOut += rows.size();
            return;
        }
        out.append(head);
        for (List<String> row : rows) {
            block(row.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        out.append('\n');
    }

    void commands(List<String> commands) {
        block(fenced("sh", commands));
    }

    /** Lines that stay lines; foreign text in the title is escaped. */
    void log(String title, List<String> log) {
        block(text(title) + ":\n\n" + fenced("text", log));
    }

    /** Lines that are shown when somebody opens them; as many as fit. */
    void folded(String title, String language, List<String> lines) {
        String open = "<details><summary>" + text(title) + "</summary>\n\n";
        String close = "</details>\n\n";
        int room = limit - RESERVE - out.length() - open.length() - close.length();
        List<String> shown = lines;
        while (!shown.isEmpty() && fenced(language, shown).length() > room) {
            shown = shown.subList(0, shown.size() / 2);
        }
        if (!shown.isEmpty()) {
            out.append(open).append(fenced(language, shown)).append(close);
        }
        leftOut += lines.size() - shown.size();
    }

    private static String fenced(String language, List<String> foreign) {
        List<String> lines =
                foreign.stream().map(line -> Plain.line(line, LONGEST_COMMAND)).toList();
        int longest = lines.stream()
                .flatMap(line -> TICKS.matcher(line).results())
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + language + "\n" + String.join("\n", lines) + "\n" + fence + "\n\n";
    }

    String render() {
        if (leftOut > 0) {
            out.append("\n_").append(leftOut).append(" entries left out for length; report.json has all of them._\n");
        }
        return out.toString().stripTrailing() + "\n";
    }

    /** Foreign text, safe anywhere in a line or cell; null is empty. */
    static String text(String foreign) {
        Matcher token = TOKEN.matcher(Plain.line(foreign, LONGEST_CELL));
        return token.replaceAll(found -> Matcher.quoteReplacement(
                ACTIVE.matcher(found.group()).find()
                        ? "<code>" + escaped(found.group()) + "</code>"
                        : escaped(found.group())));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SPECIAL.indexOf(c) >= 0) {
                escaped.append("&#").append((int) c).append(';');
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private void block(String text) {
        if (fits(text.length())) {
            out.append(text);
        } else {
            leftOut++;
        }
    }

    private boolean fits(int more) {
        return out.length() + more + RESERVE <= limit;
    }
}
