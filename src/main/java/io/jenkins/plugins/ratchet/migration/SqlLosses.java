package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.migration.Loss.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads from a script the tables and columns that it takes away. */
final class SqlLosses {
    private final String file;
    private final List<Loss> losses = new ArrayList<>();

    private SqlLosses(String file) {
        this.file = file;
    }

    static List<Loss> of(String file, SqlScript script) {
        SqlLosses found = new SqlLosses(file);
        script.statements().forEach(found::read);
        return List.copyOf(found.losses);
    }

    private void read(SqlStatement statement) {
        SqlCursor words = new SqlCursor(statement.tokens());
        int line = statement.line();
        if (words.take("DROP", "TABLE")) {
            words.take("IF", "EXISTS");
            words.takeNames().forEach(table -> add(Kind.DROPPED, table, null, line));
        } else if (words.take("DROP", "VIEW") || words.take("DROP", "MATERIALIZED", "VIEW")) {
            words.take("IF", "EXISTS");
            words.takeNames().forEach(view -> add(Kind.DROPPED, view, null, line));
        } else if (words.take("ALTER", "TABLE")) {
            words.take("IF", "EXISTS");
            words.take("ONLY");
            String table = words.takeName();
            if (table != null) {
                words.splitAtCommas().forEach(action -> alter(table, new SqlCursor(action), line));
            }
        } else if (words.take("DO")) {
            words.rest().stream()
                    .filter(token -> token.kind() == SqlToken.Kind.STRING)
                    .forEach(body -> block(body.text(), line));
        }
    }

    /** What stands in a block counts wherever it stands: conditions are not looked at. */
    private void block(String body, int line) {
        try {
            for (SqlStatement statement : SqlScript.parse(body).statements()) {
                List<SqlToken> tokens = statement.tokens();
                for (int i = 0; i < tokens.size(); i++) {
                    if (tokens.get(i).is("DROP") || tokens.get(i).is("ALTER")) {
                        SqlLosses inner = new SqlLosses(file);
                        inner.read(new SqlStatement(tokens.subList(i, tokens.size())));
                        inner.losses.forEach(loss -> add(loss.kind(), loss.table(), loss.column(), line));
                        break;
                    }
                }
            }
        } catch (SqlSyntaxException e) {
            // The lint says that it cannot be judged.
        }
    }

    private void alter(String table, SqlCursor action, int line) {
        if (action.sees("RENAME", "TO") || action.sees("SET", "SCHEMA")) {
            add(Kind.RENAMED, table, null, line);
        } else if (action.take("RENAME")) {
            boolean constraint = action.take("CONSTRAINT");
            action.take("COLUMN");
            String column = action.takeName();
            if (!constraint) {
                add(Kind.RENAMED, table, column, line);
            }
        } else if (action.take("DROP") && !action.sees("CONSTRAINT")) {
            action.take("COLUMN");
            action.take("IF", "EXISTS");
            add(Kind.DROPPED, table, action.takeName(), line);
        } else if (action.take("ALTER") && !action.sees("CONSTRAINT")) {
            action.take("COLUMN");
            String column = action.takeName();
            if (action.sees("TYPE") || action.sees("SET", "DATA", "TYPE")) {
                add(Kind.RETYPED, table, column, line);
            } else if (action.sees("SET", "NOT", "NULL")) {
                add(Kind.TIGHTENED, table, column, line);
            }
        }
    }

    private void add(Kind kind, String table, String column, int line) {
        losses.add(new Loss(kind, table.substring(table.lastIndexOf('.') + 1), column, file, line));
    }
}
