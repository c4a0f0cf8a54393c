package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.rails.RubyStatement.RubyBlock;
import io.jenkins.plugins.ratchet.migration.rails.RubyToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts a Ruby file together into statements and their blocks; knows nothing of what they mean. */
final class RubyParser {
    private static final Set<String> OPENING =
            Set.of("class", "module", "def", "if", "unless", "while", "until", "case", "for", "begin");
    private static final Set<String> BRANCHES = Set.of("else", "elsif", "when", "in", "rescue", "ensure");
    private static final Set<String> CONTINUED = Set.of(
            ",", ".", "&.", "&&", "||", "+", "=", "=>", "->", "|", "(", "[", "{", "::", "==", "||=", "?", ":", "<<",
            "*", "!");
    private static final int DEEPEST = 200;

    private final List<RubyToken> tokens;
    private int at;
    private int depth;

    private RubyParser(List<RubyToken> tokens) {
        this.tokens = tokens;
    }

    static List<RubyStatement> parse(List<RubyToken> tokens) throws RubySyntaxException {
        RubyParser parser = new RubyParser(tokens);
        List<RubyStatement> statements = parser.statements();
        if (!parser.atEnd()) {
            throw new RubySyntaxException(
                    parser.current().line(), "`" + parser.current().text() + "` closes nothing");
        }
        return statements;
    }

    /** Up to a token that closes the block around them, which stays. */
    private List<RubyStatement> statements() throws RubySyntaxException {
        if (++depth > DEEPEST) {
            throw new RubySyntaxException(current().line(), "blocks are nested too deeply");
        }
        List<RubyStatement> found = new ArrayList<>();
        while (true) {
            while (!atEnd() && current().endsStatement()) {
                at++;
            }
            if (atEnd() || closes()) {
                depth--;
                return found;
            }
            found.add(statement());
        }
    }

    private boolean closes() {
        return current().is("end")
                || current().isMark("}")
                || current().kind() == Kind.WORD && BRANCHES.contains(current().text());
    }

    private RubyStatement statement() throws RubySyntaxException {
        List<RubyToken> head = new ArrayList<>();
        List<RubyBlock> blocks = new ArrayList<>();
        int open = 0;
        while (!atEnd()) {
            RubyToken token = current();
            boolean first = head.isEmpty() || isAssigning(head.get(head.size() - 1));
            if (token.endsStatement() && open == 0 && !goesOn(head)) {
                break;
            }
            if (token.endsStatement()) {
                at++;
            } else if (token.kind() == Kind.WORD && opens(token, first, head)) {
                construct(head, blocks);
            } else if (token.is("do")) {
                at++;
                blocks.add(block(head.size(), "end"));
            } else if (token.isMark("{") && opensBlock(head)) {
                at++;
                blocks.add(block(head.size(), "}"));
            } else if (open == 0
                    && closes()
                    && !head.isEmpty()
                    && !(token.is("rescue") || token.is("in") || token.is("when"))) {
                break;
            } else {
                open += token.isMark("(") || token.isMark("[") || token.isMark("{") ? 1 : 0;
                open -= token.isMark(")") || token.isMark("]") || token.isMark("}") ? 1 : 0;
                if (open < 0) {
                    throw new RubySyntaxException(token.line(), "`" + token.text() + "` closes nothing");
                }
                head.add(token);
                at++;
            }
        }
        if (open > 0) {
            throw new RubySyntaxException(head.get(0).line(), "a parenthesis of this statement does not end");
        }
        return new RubyStatement(List.copyOf(head), List.copyOf(blocks));
    }

    /** Behind a statement {@code if} is a condition of it; {@code def} and {@code case} open something everywhere. */
    private static boolean opens(RubyToken token, boolean first, List<RubyToken> head) {
        return OPENING.contains(token.text())
                && (first || Set.of("def", "case", "begin").contains(token.text()));
    }

    private static boolean isAssigning(RubyToken token) {
        return token.kind() == Kind.MARK && Set.of("=", "||=", "(", "+=", "<<").contains(token.text());
    }

    /** {@code if … elsif … else … end}, {@code def … rescue … end}: each branch is a block. */
    private void construct(List<RubyToken> head, List<RubyBlock> blocks) throws RubySyntaxException {
        int line = current().line();
        boolean method = current().is("def");
        head.add(tokens.get(at++));
        if (header(head, method)) {
            return;
        }
        blocks.add(new RubyBlock(List.of(), statements(), head.size()));
        while (!atEnd() && !current().is("end")) {
            if (current().isMark("}")) {
                throw new RubySyntaxException(current().line(), "`}` closes nothing");
            }
            head.add(tokens.get(at++));
            header(head, false);
            blocks.add(new RubyBlock(List.of(), statements(), head.size()));
        }
        if (atEnd()) {
            throw new RubySyntaxException(line, "what begins here has no end");
        }
        at++;
    }

    /** The rest of the line; true where it is a method of one line without an end. */
    private boolean header(List<RubyToken> head, boolean method) {
        int open = 0;
        int start = head.size();
        while (!atEnd()
                && !(open == 0
                        && (current().endsStatement() && !goesOn(head)
                                || current().is("then")
                                || current().is("do")))) {
            RubyToken token = tokens.get(at++);
            open += token.isMark("(") || token.isMark("[") || token.isMark("{") ? 1 : 0;
            open -= token.isMark(")") || token.isMark("]") || token.isMark("}") ? 1 : 0;
            if (token.kind() != Kind.NEWLINE) {
                head.add(token);
            }
            if (method && open == 0 && token.isMark("=") && head.size() > start + 1) {
                return true; // def name(…) = expression: the rest of the statement is its body
            }
        }
        if (!atEnd() && !current().endsStatement()) {
            at++;
        }
        return false;
    }

    private RubyBlock block(int before, String closing) throws RubySyntaxException {
        int line = tokens.get(at - 1).line();
        List<String> parameters = new ArrayList<>();
        if (!atEnd() && current().isMark("|")) {
            at++;
            while (!atEnd() && !current().isMark("|")) {
                parameters.add(tokens.get(at++).text());
            }
            at++;
        }
        List<RubyStatement> body = new ArrayList<>(statements());
        while (closing.equals("end")
                && !atEnd()
                && current().kind() == Kind.WORD
                && BRANCHES.contains(current().text())) {
            List<RubyToken> rescue = new ArrayList<>(List.of(tokens.get(at++)));
            header(rescue, false);
            body.addAll(statements());
        }
        boolean closed = !atEnd()
                && (closing.equals("end") ? current().is("end") : current().isMark("}"));
        if (!closed) {
            throw new RubySyntaxException(line, "a block that begins here has no " + closing);
        }
        at++;
        return new RubyBlock(List.copyOf(parameters), List.copyOf(body), before);
    }

    /** Behind a call braces hold a block, elsewhere a hash. */
    private static boolean opensBlock(List<RubyToken> head) {
        if (head.isEmpty()) {
            return false;
        }
        RubyToken before = head.get(head.size() - 1);
        return before.isMark(")")
                || before.isMark("->")
                || before.kind() == Kind.WORD && !before.is("return")
                || before.kind() == Kind.CALLED
                || before.kind() == Kind.CONSTANT;
    }

    /** Whether the statement goes on behind the end of the line. */
    private boolean goesOn(List<RubyToken> head) {
        if (head.isEmpty()) {
            return false;
        }
        RubyToken last = head.get(head.size() - 1);
        if (last.kind() == Kind.MARK && CONTINUED.contains(last.text())
                || last.kind() == Kind.LABEL
                || last.is("and")
                || last.is("or")) {
            return true;
        }
        int next = at;
        while (next < tokens.size() && tokens.get(next).kind() == Kind.NEWLINE) {
            next++;
        }
        return next < tokens.size()
                && (tokens.get(next).isMark(".") || tokens.get(next).isMark("&."));
    }

    private boolean atEnd() {
        return at >= tokens.size();
    }

    private RubyToken current() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }
}
