package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.migration.rails.RubyStatement.RubyBlock;
import io.jenkins.plugins.ratchet.migration.rails.RubyToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through a Rails migration: what {@code up} and {@code change} do counts, {@code down} does not. Conditions do not
 * make a difference, and assurances ({@code safety_assured}) neither: both are told as what they hold. What is not known
 * to be harmless is told as code that runs.
 */
final class RailsJudge {
    private static final Set<String> TRANSPARENT = Set.of(
            "safety_assured",
            "transaction",
            "say_with_time",
            "suppress_messages",
            "up_only",
            "reversible",
            "with_lock_retries",
            "disable_statement_timeout",
            "without_statement_timeout");
    private static final Set<String> QUESTIONS = Set.of(
            "table_exists?",
            "column_exists?",
            "index_exists?",
            "foreign_key_exists?",
            "view_exists?",
            "data_source_exists?",
            "extension_enabled?",
            "check_constraint_exists?",
            "index_name_exists?",
            "reverting?",
            "not",
            "and",
            "or",
            "true",
            "false",
            "if",
            "unless",
            "elsif",
            "else",
            "self",
            "connection",
            "nil");
    private static final Set<String> DELETING = Set.of(
            "delete_all",
            "destroy_all",
            "delete",
            "destroy",
            "delete_by",
            "destroy_by",
            "destroy!",
            "truncate",
            "truncate_tables");
    private static final Set<String> SQL = Set.of(
            "execute",
            "exec_query",
            "exec_update",
            "exec_delete",
            "exec_insert",
            "select_all",
            "select_value",
            "select_values",
            "select_rows",
            "update",
            "delete",
            "insert");
    private static final int DEEPEST = 100;

    private final Told told;
    private final Set<String> created = new HashSet<>();
    private final Map<String, List<RubyToken>> constants = new HashMap<>();
    /** What each of them does is told where it stands. */
    private final Set<String> methods = new HashSet<>();

    private boolean inTransaction = true;
    private boolean found;

    /** Who is told what a migration does. */
    interface Told {
        void change(RailsCall call, List<RubyToken> shown, Change change);

        /** SQL that is run as it stands. */
        void sql(RubyToken text);
    }

    RailsJudge(Told told) {
        this.told = told;
    }

    /** Whether a migration was in the file at all. */
    boolean judge(List<RubyStatement> file) {
        outside(file, 0);
        return found;
    }

    private void outside(List<RubyStatement> statements, int depth) {
        for (RubyStatement statement : statements) {
            boolean migration = statement.head().stream()
                    .anyMatch(token -> token.text().endsWith("Migration")
                            && (token.kind() == Kind.CONSTANT || token.kind() == Kind.CALLED));
            if (statement.startsWith("class") && migration) {
                found = true;
                statement.blocks().forEach(block -> classBody(block.body()));
            } else if ((statement.startsWith("module") || statement.startsWith("class")) && depth < DEEPEST) {
                statement.blocks().forEach(block -> outside(block.body(), depth + 1));
            }
        }
    }

    private void classBody(List<RubyStatement> statements) {
        inTransaction = statements.stream().noneMatch(statement -> statement.startsWith("disable_ddl_transaction!"));
        for (RubyStatement statement : statements) {
            List<RubyToken> head = statement.head();
            if (head.size() > 2
                    && head.get(0).kind() == Kind.CONSTANT
                    && head.get(1).isMark("=")) {
                constants.put(head.get(0).text(), head.subList(2, head.size()));
            }
            if (index(head, "def") >= 0) {
                methods.add(defined(statement));
            }
        }
        for (RubyStatement statement : statements) {
            if (index(statement.head(), "def") < 0) {
                continue;
            }
            String name = defined(statement);
            if (name.equals("down")) {
                continue;
            }
            Scope scope = new Scope(null, null, 0);
            int assigned = oneLine(statement.head());
            if (assigned > 0) {
                statement(
                        new RubyStatement(
                                statement
                                        .head()
                                        .subList(assigned, statement.head().size()),
                                statement.blocks()),
                        scope);
            } else {
                statement.blocks().forEach(block -> body(block.body(), scope));
            }
        }
    }

    /** Where the expression of {@code def name(…) = expression} begins; −1 in any other method. */
    private static int oneLine(List<RubyToken> head) {
        int depth = 0;
        for (int i = index(head, "def") + 2; i < head.size(); i++) {
            depth += RailsCall.opens(head.get(i)) ? 1 : RailsCall.closes(head.get(i)) ? -1 : 0;
            if (depth == 0 && head.get(i).isMark("=")) {
                return i + 1;
            }
        }
        return -1;
    }

    private static String defined(RubyStatement statement) {
        return statement.head().stream()
                .skip(index(statement.head(), "def") + 1L)
                .filter(token -> token.kind() == Kind.CALLED || token.kind() == Kind.WORD && !token.is("self"))
                .map(RubyToken::text)
                .findFirst()
                .orElse("");
    }

    /**
     * @param table the parameter of the innermost change_table or create_table block; null outside of one
     * @param name its table, as it stands; null in create_table
     */
    private record Scope(String table, List<RubyToken> name, int depth) {
        Scope deeper() {
            return new Scope(table, name, depth + 1);
        }
    }

    private void body(List<RubyStatement> statements, Scope scope) {
        for (RubyStatement statement : statements) {
            if (scope.depth() > DEEPEST) {
                runs(statement.head());
            } else {
                statement(statement, scope);
            }
        }
    }

    private void statement(RubyStatement statement, Scope scope) {
        List<RubyToken> head = statement.head();
        if (head.isEmpty()) {
            return;
        }
        RubyToken first = head.get(0);
        if (Set.of("if", "unless", "case", "while", "until", "for", "begin", "else")
                        .contains(first.text())
                && first.kind() == Kind.WORD) {
            condition(head);
            statement.blocks().forEach(block -> body(block.body(), scope.deeper()));
            return;
        }
        int modifier = modifier(head);
        if (modifier >= 0) {
            condition(head.subList(modifier, head.size()));
            head = head.subList(0, modifier);
        }
        if (head.isEmpty()
                || head.size() == 1
                        && Set.of("return", "nil", "next", "true", "false").contains(first.text())) {
            return;
        }
        call(head, statement.blocks(), scope);
    }

    private void call(List<RubyToken> tokens, List<RubyBlock> blocks, Scope scope) {
        List<RubyToken> head = withoutReceiver(tokens);
        RubyToken first = head.get(0);
        boolean onTable = scope.table() != null
                && first.is(scope.table())
                && head.size() > 2
                && head.get(1).isMark(".");
        if (onTable) {
            onTable(head.subList(2, head.size()), scope);
            return;
        }
        boolean plain = head.size() == 1
                || !(head.get(1).isMark(".")
                        || head.get(1).isMark("&.")
                        || head.get(1).isMark("=")
                        || head.get(1).isMark("::"));
        if (!plain || first.kind() != Kind.WORD && first.kind() != Kind.CALLED) {
            direction(head, blocks, scope);
            return;
        }
        RailsCall call = resolved(RailsCall.of(head));
        switch (call.name()) {
            case "create_table", "create_join_table" -> createTable(call, head, blocks, scope);
            case "change_table" -> changeTable(call, head, blocks, scope);
            default -> {
                if (TRANSPARENT.contains(call.name())) {
                    blocks.forEach(block -> body(block.body(), scope.deeper()));
                } else if (SQL.contains(call.name())) {
                    sql(call, head);
                } else {
                    schema(call, head, blocks, scope);
                }
            }
        }
    }

    /** {@code dir.up { … }} counts, {@code dir.down { … }} does not; rows of models; anything else is code. */
    private void direction(List<RubyToken> head, List<RubyBlock> blocks, Scope scope) {
        boolean twoWords = head.size() == 3 && head.get(1).isMark(".") && blocks.size() == 1;
        if (twoWords && head.get(2).text().equals("down")) {
            return;
        }
        if (twoWords && head.get(2).text().equals("up")) {
            body(blocks.get(0).body(), scope.deeper());
            return;
        }
        if (head.size() > 2 && head.get(head.size() - 1).text().equals("each")) {
            List<RubyToken> elements = elements(head.subList(0, head.size() - 2));
            if (!elements.isEmpty()) {
                blocks.forEach(block -> loop(elements, block, scope));
                return;
            }
        }
        boolean deletes = head.stream()
                .anyMatch(token -> (token.kind() == Kind.CALLED || token.kind() == Kind.SYMBOL)
                        && DELETING.contains(token.text()));
        boolean updates = head.stream()
                .anyMatch(token -> token.kind() == Kind.CALLED && token.text().startsWith("update"));
        boolean assigned = head.size() > 2 && head.get(1).isMark("=") && names(head.subList(2, head.size()));
        if (deletes) {
            tell(RailsCall.of(head), head, Change.of(MigrationRule.DELETE_ROWS));
        } else if (updates) {
            tell(RailsCall.of(head), head, Change.of(MigrationRule.UPDATE_ROWS));
        } else if (assigned) {
            constants.put(head.get(0).text(), head.subList(2, head.size()));
        } else if (!head.get(head.size() - 1).text().equals("reset_column_information")) {
            runs(head);
        }
        blocks.forEach(block -> body(block.body(), scope.deeper()));
    }

    private void loop(List<RubyToken> elements, RubyBlock block, Scope scope) {
        for (RubyToken element : elements) {
            if (parameter(block) != null) {
                constants.put(parameter(block), List.of(element));
            }
            body(block.body(), scope.deeper());
        }
    }

    /** Names in a list that stands there, or in the constant that holds one; empty where they are not known. */
    private List<RubyToken> elements(List<RubyToken> list) {
        List<RubyToken> known =
                list.size() == 1 ? constants.getOrDefault(list.get(0).text(), list) : list;
        if (!names(known)) {
            return List.of();
        }
        List<RubyToken> elements = new ArrayList<>();
        for (RubyToken token : known) {
            if (token.isLiteral()) {
                elements.add(token);
            } else if (token.kind() == Kind.WORDS) {
                for (String word : token.text().strip().split("\\s+")) {
                    elements.add(new RubyToken(Kind.SYMBOL, word, false, true, token.line()));
                }
            }
        }
        return elements;
    }

    private void createTable(RailsCall call, List<RubyToken> head, List<RubyBlock> blocks, Scope scope) {
        Optional<String> table = call.literal(0);
        if (call.has("force") && !call.is("force", "false")) {
            tell(
                    call,
                    head,
                    SchemaChange.judge(
                                    new RailsCall("drop_table", call.arguments(), Map.of(), call.line()), inTransaction)
                            .orElseThrow());
        } else if (!call.has("if_not_exists") && call.name().equals("create_table")) {
            table.ifPresent(created::add);
        }
        if (call.has("as")) {
            call.options().get("as").stream()
                    .filter(token -> token.kind() == Kind.STRING)
                    .forEach(told::sql);
        }
        boolean refers = blocks.stream()
                .flatMap(block -> block.body().stream())
                .flatMap(statement -> statement.head().stream())
                .anyMatch(token -> token.kind() == Kind.LABEL && token.text().equals("foreign_key"));
        if (refers) {
            tell(call, head, Change.of(MigrationRule.LOCKS_OTHER_TABLE));
        }
        blocks.forEach(block -> body(block.body(), new Scope(parameter(block), null, scope.depth() + 1)));
    }

    private void changeTable(RailsCall call, List<RubyToken> head, List<RubyBlock> blocks, Scope scope) {
        if (call.arguments().isEmpty() || blocks.isEmpty()) {
            runs(head);
            return;
        }
        blocks.forEach(block ->
                body(block.body(), new Scope(parameter(block), call.arguments().get(0), scope.depth() + 1)));
    }

    private static String parameter(RubyBlock block) {
        return block.parameters().isEmpty() ? null : block.parameters().get(0);
    }

    private void onTable(List<RubyToken> head, Scope scope) {
        if (scope.name() == null) {
            return; // a column of a table that is being made
        }
        RailsCall call = resolved(TableBlock.expand(scope.name(), RailsCall.of(head)));
        schema(call, head, List.of(), scope);
    }

    private void schema(RailsCall call, List<RubyToken> head, List<RubyBlock> blocks, Scope scope) {
        Optional<Change> change = SchemaChange.judge(call, inTransaction);
        boolean ours = call.literal(0).filter(created::contains).isPresent();
        if (methods.contains(call.name())) {
            return;
        }
        if (change.isEmpty()) {
            runs(head);
        } else if (!ours) {
            tell(call, head, change.get());
        } else if (call.name().equals("drop_table") || call.name().equals("rename_table")) {
            created.remove(call.literal(0).orElseThrow());
        }
        // What is in a column definition's block runs nowhere; in any other block it may.
        blocks.stream().filter(block -> !call.has("default")).forEach(block -> body(block.body(), scope.deeper()));
    }

    private void sql(RailsCall call, List<RubyToken> head) {
        List<RubyToken> statement =
                call.arguments().isEmpty() ? List.of() : call.arguments().get(0);
        // <<~SQL.squish and the like change white space only.
        boolean text = !statement.isEmpty()
                && statement.get(0).kind() == Kind.STRING
                && (statement.size() == 1
                        || statement.size() == 3
                                && Set.of("squish", "strip", "strip_heredoc", "freeze", "chomp")
                                        .contains(statement.get(2).text()));
        if (text) {
            told.sql(statement.get(0));
        }
        if (!text || statement.get(0).interpolated()) {
            runs(head);
        }
    }

    private void condition(List<RubyToken> tokens) {
        boolean asks = tokens.stream()
                .filter(token -> token.kind() == Kind.WORD || token.kind() == Kind.CALLED)
                .allMatch(token -> QUESTIONS.contains(token.text()) || constants.containsKey(token.text()));
        boolean calls = tokens.stream().anyMatch(token -> token.kind() == Kind.WORD || token.kind() == Kind.CALLED);
        if (calls && !asks) {
            runs(tokens);
        }
    }

    private void runs(List<RubyToken> head) {
        tell(RailsCall.of(head), head, Change.of(MigrationRule.RUNS_CODE));
    }

    private void tell(RailsCall call, List<RubyToken> head, Change change) {
        if (!change.rules().isEmpty()) {
            told.change(call, head, change);
        }
    }

    /** With constants and variables in place of their names, where these hold one name. */
    private RailsCall resolved(RailsCall call) {
        List<List<RubyToken>> arguments = new ArrayList<>();
        for (List<RubyToken> argument : call.arguments()) {
            List<RubyToken> known = argument.size() == 1 && !argument.get(0).isLiteral()
                    ? constants.getOrDefault(argument.get(0).text(), argument)
                    : argument;
            arguments.add(known);
        }
        return new RailsCall(call.name(), arguments, call.options(), call.line());
    }

    /** {@code self.}, {@code connection.} and {@code ActiveRecord::Base.connection.} say where, not what. */
    private static List<RubyToken> withoutReceiver(List<RubyToken> head) {
        int from = 0;
        for (int i = 0; i + 2 < head.size(); i++) {
            boolean receiver = Set.of("self", "connection", "schema", "ActiveRecord", "Base", "lease_connection")
                    .contains(head.get(i).text());
            boolean joins = head.get(i + 1).isMark(".") || head.get(i + 1).isMark("::");
            if (!receiver || !joins) {
                break;
            }
            i++;
            from = i + 1;
        }
        return head.subList(from, head.size());
    }

    private static boolean names(List<RubyToken> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> token.isLiteral()
                                || token.kind() == Kind.WORDS
                                || token.kind() == Kind.NUMBER
                                || token.isMark("[")
                                || token.isMark("]")
                                || token.isMark(",")
                                || token.isMark(".")
                                || token.text().equals("freeze"));
    }

    private static int modifier(List<RubyToken> head) {
        int depth = 0;
        for (int i = 0; i < head.size(); i++) {
            depth += RailsCall.opens(head.get(i)) ? 1 : RailsCall.closes(head.get(i)) ? -1 : 0;
            boolean word = Set.of("if", "unless", "while", "until", "rescue")
                            .contains(head.get(i).text())
                    && head.get(i).kind() == Kind.WORD;
            if (depth == 0 && i > 0 && word) {
                return i;
            }
        }
        return -1;
    }

    private static int index(List<RubyToken> head, String word) {
        for (int i = 0; i < head.size(); i++) {
            if (head.get(i).is(word)) {
                return i;
            }
        }
        return -1;
    }
}
