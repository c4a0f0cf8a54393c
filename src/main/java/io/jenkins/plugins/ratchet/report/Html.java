package io.jenkins.plugins.ratchet.report;

import java.util.List;
import java.util.stream.IntStream;

/** HTML under a size limit, built from foreign text that stays text, wherever it stands. */
final class Html {
    private static final int LONGEST_CELL = 4_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int RESERVE = 2_000;

    private final StringBuilder out = new StringBuilder();
    private final int limit;
    private int leftOut;

    /** @param limit longest result, in characters */
    Html(int limit) {
        this.limit = limit;
    }

    /** Markup of our own. */
    Html raw(String ownMarkup) {
        out.append(ownMarkup);
        return this;
    }

    /** Foreign text on one line. */
    Html text(String foreign) {
        out.append(escaped(foreign, LONGEST_CELL));
        return this;
    }

    Html element(String name, String foreign) {
        return raw("<" + name + ">").text(foreign).raw("</" + name + ">\n");
    }

    /** A table that scrolls by itself where the page is narrow; columns without content are left out. */
    void table(String label, List<String> header, List<List<String>> rows) {
        List<Integer> columns = IntStream.range(0, header.size())
                .filter(column ->
                        rows.stream().anyMatch(row -> !cell(row, column).isEmpty()))
                .boxed()
                .toList();
        raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text(label)
                .raw("\">\n<table>\n");
        if (header.stream().anyMatch(each -> !each.isEmpty())) {
            raw("<thead><tr>");
            columns.forEach(
                    column -> raw("<th scope=\"col\">").text(header.get(column)).raw("</th>"));
            raw("</tr></thead>\n");
        }
        raw("<tbody>\n");
        for (List<String> row : rows) {
            if (full()) {
                leftOut++;
                continue;
            }
            raw("<tr>");
            for (int column : columns) {
                boolean first = column == 0;
                raw(first ? "<th scope=\"row\">" : "<td>")
                        .text(cell(row, column))
                        .raw(first ? "</th>" : "</td>");
            }
            raw("</tr>\n");
        }
        raw("</tbody>\n</table>\n</div>\n");
    }

    private static String cell(List<String> row, int column) {
        String text = column < row.size() ? row.get(column) : null;
        return text == null ? "" : text;
    }

    /** Lines that stay lines, folded. */
    void folded(String title, boolean diff, List<String> lines) {
        if (full()) {
            leftOut += lines.size();
            return;
        }
        raw("<details><summary>").text(title).raw("</summary>\n");
        lines(diff, lines);
        raw("</details>\n");
    }

    void lines(boolean diff, List<String> lines) {
        raw("<pre tabindex=\"0\">");
        for (String line : lines) {
            if (full()) {
                leftOut++;
                continue;
            }
            String kind = !diff ? "" : line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "";
            String text = escaped(Plain.text(line, LONGEST_LINE));
            raw(kind.isEmpty() ? text : "<span class=\"" + kind + "\">" + text + "</span>")
                    .raw("\n");
        }
        raw("</pre>\n");
    }

    /** How many rows and lines did not fit. */
    int leftOut() {
        return leftOut;
    }

    private boolean full() {
        return out.length() + RESERVE + LONGEST_CELL > limit;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private static String escaped(String foreign, int longest) {
        return escaped(Plain.line(foreign, longest));
    }

    private static String escaped(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length() + 16);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
