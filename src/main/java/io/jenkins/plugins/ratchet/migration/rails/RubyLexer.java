package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.rails.RubyToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes a Ruby file apart as far as migrations need it: comments, strings of every kind, here documents, symbols.
 *
 * <p>Source: Ruby's documentation, "Literals". Where Ruby itself decides by what a name means (a regular expression or a
 * division), the usual spacing decides.
 */
final class RubyLexer {
    private static final Set<String> BEFORE_VALUE = Set.of(
            "if", "unless", "while", "until", "and", "or", "not", "when", "in", "return", "elsif", "then", "do", "else",
            "case", "puts");
    private static final List<String> MARKS = List.of(
            "**=", "<=>", "===", "...", "<<=", ">>=", "&&=", "||=", "&.", "**", "==", "!=", ">=", "<=", "&&", "||",
            "=>", "->", "::", "..", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<", ">>", "=~", "!~");

    private final String text;
    private final List<RubyToken> tokens = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private int at;
    private int line = 1;
    /** Where the code goes on behind the here documents of the current line; −1 where it has none. */
    private int behindDocuments = -1;

    private RubyLexer(String text) {
        this.text = text;
    }

    /** A comment that takes up the rest of a line, without its mark. */
    record Comment(int line, String text) {}

    record Lexed(List<RubyToken> tokens, List<Comment> comments) {}

    static Lexed lex(String source) throws RubySyntaxException {
        String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
        RubyLexer lexer = new RubyLexer(text.replace("\r\n", "\n"));
        lexer.run();
        return new Lexed(lexer.tokens, lexer.comments);
    }

    private void run() throws RubySyntaxException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                newline();
            } else if (c == '\\' && peek(1) == '\n') {
                line++;
                at += 2;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                int end = endOfLine(at);
                comments.add(new Comment(line, text.substring(at + 1, end).strip()));
                at = end;
            } else if (startsLine("=begin")) {
                skipBlockComment();
            } else if (startsLine("__END__") && endOfLine(at) == at + 7) {
                return;
            } else {
                token(c);
            }
        }
        add(Kind.NEWLINE, "", false, at);
    }

    private void newline() {
        add(Kind.NEWLINE, "", false, at + 1);
        if (behindDocuments >= 0) {
            count(at, behindDocuments);
            at = behindDocuments;
            behindDocuments = -1;
        }
    }

    private void token(char c) throws RubySyntaxException {
        if (c == '"' || c == '`' || c == '\'') {
            quoted(at, c, c, c != '\'', Kind.STRING);
        } else if (c == '/' && startsValue(1)) {
            quoted(at, '/', '/', true, Kind.STRING);
        } else if (c == '%' && startsValue(1) && percent()) {
            return;
        } else if (c == '<' && document()) {
            return;
        } else if (c == ':' && symbol()) {
            return;
        } else if (c == '?' && startsValue(1) && Character.isLetterOrDigit(peek(1)) && !isName(peek(2))) {
            add(Kind.STRING, text.substring(at + 1, at + 2), false, at + 2);
        } else if (Character.isLetter(c) || c == '_' || c == '@' || c == '$') {
            name();
        } else if (Character.isDigit(c)) {
            int end = at;
            while (end < text.length()
                    && (isName(text.charAt(end)) || text.charAt(end) == '.' && Character.isDigit(at(end + 1)))) {
                end++;
            }
            add(Kind.NUMBER, text.substring(at, end), false, end);
        } else {
            String mark = MARKS.stream()
                    .filter(each -> text.startsWith(each, at))
                    .findFirst()
                    .orElse(String.valueOf(c));
            add(Kind.MARK, mark, false, at + mark.length());
        }
    }

    private void name() {
        int end = at + 1;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        if ((at(end) == '?' || at(end) == '!') && at(end + 1) != '=') {
            end++;
        }
        String name = text.substring(at, end);
        boolean ternary = !tokens.isEmpty() && last().isMark("?");
        if (at(end) == ':' && at(end + 1) != ':' && !ternary) {
            add(Kind.LABEL, name, false, end + 1);
        } else {
            boolean behindDot = !tokens.isEmpty() && (last().isMark(".") || last().isMark("&."));
            Kind plain = Character.isUpperCase(name.charAt(0)) ? Kind.CONSTANT : Kind.WORD;
            add(behindDot ? Kind.CALLED : plain, name, false, end);
        }
    }

    private boolean symbol() throws RubySyntaxException {
        char next = peek(1);
        if (next == '"' || next == '\'') {
            quoted(at + 1, next, next, next == '"', Kind.SYMBOL);
            return true;
        }
        if (!Character.isLetter(next) && next != '_') {
            return false;
        }
        int end = at + 1;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        add(Kind.SYMBOL, text.substring(at + 1, end), false, end + ("?!".indexOf(at(end)) >= 0 ? 1 : 0));
        return true;
    }

    /** {@code %w[a b]}, {@code %i(a b)}, {@code %q{…}}, {@code %(…)} and the like. */
    private boolean percent() throws RubySyntaxException {
        int open = at + 1;
        char type = at(open);
        if (Character.isLetter(type)) {
            open++;
        } else {
            type = 'Q';
        }
        char opening = at(open);
        if (Character.isLetterOrDigit(opening) || Character.isWhitespace(opening) || opening == 0) {
            return false;
        }
        int pair = "([{<".indexOf(opening);
        char closing = pair < 0 ? opening : ")]}>".charAt(pair);
        boolean words = "wWiI".indexOf(type) >= 0;
        quoted(open, opening, closing, "QWIrx".indexOf(type) >= 0, words ? Kind.WORDS : Kind.STRING);
        return true;
    }

    /** Reads up to the closing mark; at {@code open} stands the opening one. */
    private void quoted(int open, char opening, char closing, boolean interpolates, Kind kind)
            throws RubySyntaxException {
        StringBuilder content = new StringBuilder();
        boolean interpolated = false;
        int depth = 1;
        int end = open + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\' && end + 1 < text.length()) {
                content.append(unescaped(text.charAt(end + 1), interpolates));
                end += 2;
            } else if (interpolates && c == '#' && at(end + 1) == '{') {
                interpolated = true;
                content.append("interpolated");
                end = behindInterpolation(end + 2);
            } else if (c == closing && --depth == 0) {
                RubyToken before = tokens.isEmpty() ? null : last();
                boolean joined = before != null && before.kind() == Kind.STRING && kind == Kind.STRING;
                int next = at(end + 1) == ':' && at(end + 2) != ':' && kind == Kind.STRING ? end + 2 : end + 1;
                Kind found = next == end + 2 && !before(open).isMark("?") ? Kind.LABEL : kind;
                if (joined && found == Kind.STRING) {
                    RubyToken first = tokens.remove(tokens.size() - 1);
                    content.insert(0, first.text());
                    interpolated |= first.interpolated();
                }
                add(found, content.toString(), interpolated, found == Kind.LABEL ? next : end + 1);
                return;
            } else {
                depth += c == opening && opening != closing ? 1 : 0;
                content.append(c);
                end++;
            }
        }
        throw new RubySyntaxException(line, "a string that begins here does not end");
    }

    private RubyToken before(int open) {
        return tokens.isEmpty() ? new RubyToken(Kind.NEWLINE, "", false, false, line) : last();
    }

    private static String unescaped(char c, boolean interpolates) {
        if (!interpolates) {
            return c == '\'' || c == '\\' ? String.valueOf(c) : "\\" + c;
        }
        return switch (c) {
            case 'n', '\n' -> "\n";
            case 't' -> "\t";
            default -> String.valueOf(c);
        };
    }

    /** @param from behind <code>#{</code> */
    private int behindInterpolation(int from) throws RubySyntaxException {
        int depth = 1;
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '"' || c == '\'') {
                RubyLexer inner = new RubyLexer(text);
                inner.at = end;
                inner.quoted(end, c, c, c == '"', Kind.SYMBOL);
                end = inner.at;
                continue;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            end++;
            if (depth == 0) {
                return end;
            }
        }
        throw new RubySyntaxException(line, "an interpolation that begins here does not end");
    }

    private boolean document() throws RubySyntaxException {
        int from = at + 2;
        if (at(at + 1) != '<') {
            return false;
        }
        boolean dashed = at(from) == '~' || at(from) == '-';
        from += dashed ? 1 : 0;
        char quote = at(from);
        boolean isQuoted = quote == '"' || quote == '\'' || quote == '`';
        int start = isQuoted ? from + 1 : from;
        int end = start;
        while (isName(at(end))) {
            end++;
        }
        boolean opens = end > start && (dashed || Character.isUpperCase(at(start)) || isQuoted);
        if (!opens || !dashed && !startsValue(2)) {
            return false;
        }
        readDocument(text.substring(start, end), dashed, quote != '\'', end + (isQuoted ? 1 : 0));
        return true;
    }

    private void readDocument(String terminator, boolean dashed, boolean interpolates, int resume)
            throws RubySyntaxException {
        int from = behindDocuments >= 0 ? behindDocuments : Math.min(endOfLine(at) + 1, text.length());
        StringBuilder content = new StringBuilder();
        boolean interpolated = false;
        while (from < text.length()) {
            int end = endOfLine(from);
            String row = text.substring(from, end);
            if ((dashed ? row.strip() : row).equals(terminator)) {
                behindDocuments = Math.min(end + 1, text.length());
                add(Kind.STRING, content.toString(), interpolated, resume);
                return;
            }
            interpolated |= interpolates && row.contains("#{");
            content.append(interpolates ? row.replaceAll("#\\{[^}]*}?", "interpolated") : row)
                    .append('\n');
            from = end + 1;
        }
        throw new RubySyntaxException(line, "the text that begins here with " + terminator + " does not end");
    }

    /** Whether a value may begin here, so that a mark of this length is no operator. */
    private boolean startsValue(int length) {
        if (tokens.isEmpty()) {
            return true;
        }
        RubyToken before = last();
        return switch (before.kind()) {
            case WORD -> BEFORE_VALUE.contains(before.text()) || isSpaced() && !Character.isWhitespace(at(at + length));
            case CALLED -> isSpaced() && !Character.isWhitespace(at(at + length));
            case MARK -> !Set.of(")", "]", "}").contains(before.text());
            case NEWLINE, LABEL -> true;
            default -> false;
        };
    }

    private void skipBlockComment() throws RubySyntaxException {
        int end = text.indexOf("\n=end", at);
        if (end < 0) {
            throw new RubySyntaxException(line, "a comment that begins here does not end");
        }
        int behind = endOfLine(end + 1);
        count(at, behind);
        at = behind;
    }

    private boolean startsLine(String word) {
        return text.startsWith(word, at) && (at == 0 || text.charAt(at - 1) == '\n');
    }

    private boolean isSpaced() {
        return at > 0 && Character.isWhitespace(text.charAt(at - 1));
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private char peek(int ahead) {
        return at(at + ahead);
    }

    private char at(int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : 0;
    }

    private RubyToken last() {
        return tokens.get(tokens.size() - 1);
    }

    private void count(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
    }

    private void add(Kind kind, String content, boolean interpolated, int end) {
        tokens.add(new RubyToken(kind, content, interpolated, isSpaced(), line));
        count(at, Math.min(end, text.length()));
        at = end;
    }
}
