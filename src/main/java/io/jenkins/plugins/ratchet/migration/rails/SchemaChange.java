package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.Loss.Kind;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a call of Rails's schema statements on a table that is in use, and of the gems that add to them
 * (strong_migrations, scenic, fx).
 *
 * <p>Source: Rails's API documentation, ActiveRecord::Migration and ConnectionAdapters::SchemaStatements.
 */
final class SchemaChange {
    private final RailsCall call;
    private final boolean inTransaction;

    private SchemaChange(RailsCall call, boolean inTransaction) {
        this.call = call;
        this.inTransaction = inTransaction;
    }

    /** Empty where it is not a statement that is known. */
    static Optional<Change> judge(RailsCall call, boolean inTransaction) {
        return Optional.ofNullable(new SchemaChange(call, inTransaction).judge());
    }

    private Change judge() {
        return switch (call.name()) {
            case "drop_table" -> new Change(Set.of(MigrationRule.DROP_TABLE), tables(Kind.DROPPED));
            case "drop_join_table" -> new Change(Set.of(MigrationRule.DROP_TABLE), joinTable());
            case "remove_column" ->
                lost(
                        MigrationRule.DROP_COLUMN,
                        Kind.DROPPED,
                        call.literal(1).stream().toList());
            case "remove_columns" -> lost(MigrationRule.DROP_COLUMN, Kind.DROPPED, names(1));
            case "remove_reference", "remove_references", "remove_belongs_to" ->
                lost(
                        MigrationRule.DROP_COLUMN,
                        Kind.DROPPED,
                        names(1).stream().map(name -> name + "_id").toList());
            case "remove_timestamps" ->
                lost(MigrationRule.DROP_COLUMN, Kind.DROPPED, List.of("created_at", "updated_at"));
            case "rename_table" ->
                new Change(
                        Set.of(MigrationRule.RENAME),
                        call.literal(0).map(table -> loss(Kind.RENAMED, table, null)).stream()
                                .toList());
            case "rename_column" ->
                lost(
                        MigrationRule.RENAME,
                        Kind.RENAMED,
                        call.literal(1).stream().toList());
            case "rename_index", "rename_enum", "rename_enum_value", "rename_schema" -> Change.of(MigrationRule.RENAME);
            case "change_column" ->
                lost(
                        MigrationRule.RETYPE,
                        Kind.RETYPED,
                        call.literal(1).stream().toList());
            case "change_column_null" -> changeNull();
            case "change_column_default" -> changeDefault();
            case "remove_foreign_key",
                    "remove_check_constraint",
                    "remove_unique_constraint",
                    "remove_unique_key",
                    "remove_exclusion_constraint" -> Change.of(MigrationRule.DROP_CONSTRAINT);
            case "remove_index",
                    "disable_extension",
                    "drop_enum",
                    "drop_schema",
                    "drop_function",
                    "drop_trigger",
                    "drop_virtual_table" -> Change.of(MigrationRule.DROP_OBJECT);
            case "drop_view" -> new Change(Set.of(MigrationRule.DROP_OBJECT), tables(Kind.DROPPED));
            case "update_view", "replace_view", "update_function", "update_trigger" ->
                Change.of(MigrationRule.REPLACE_CODE);
            case "create_trigger" -> Change.of(MigrationRule.CHANGES_WRITES);
            case "add_column" -> column(MigrationRule.ADD_REQUIRED_COLUMN, call.literal(2));
            case "add_columns" ->
                column(
                        MigrationRule.ADD_REQUIRED_COLUMN,
                        call.has("type") ? RailsCall.literal(call.options().get("type")) : Optional.empty());
            case "add_timestamps" ->
                call.is("null", "true") || call.has("default")
                        ? Change.NONE
                        : Change.of(MigrationRule.ADD_REQUIRED_COLUMN);
            case "add_reference", "add_references", "add_belongs_to" -> reference();
            case "add_index" -> index();
            case "add_foreign_key" -> constraint(MigrationRule.ADD_CONSTRAINT);
            case "add_check_constraint" -> constraint(MigrationRule.ADD_CONSTRAINT);
            case "add_unique_constraint", "add_unique_key", "add_exclusion_constraint" ->
                Change.of(MigrationRule.ADD_UNIQUE);
            case "create_view",
                    "create_function",
                    "create_enum",
                    "add_enum_value",
                    "enable_extension",
                    "create_schema",
                    "validate_foreign_key",
                    "validate_check_constraint",
                    "validate_constraint",
                    "change_table_comment",
                    "change_column_comment",
                    "say",
                    "set_lock_timeout",
                    "disable_statement_timeout",
                    "raise",
                    "puts" -> Change.NONE;
            default -> null;
        };
    }

    private Change lost(MigrationRule rule, Kind kind, List<String> columns) {
        List<Loss> losses = new ArrayList<>();
        call.literal(0).ifPresent(table -> columns.forEach(column -> losses.add(loss(kind, table, column))));
        return new Change(Set.of(rule), losses);
    }

    private List<Loss> tables(Kind kind) {
        return names(0).stream().map(table -> loss(kind, table, null)).toList();
    }

    /** {@code drop_join_table :as, :bs} drops {@code as_bs}, whichever was named first. */
    private List<Loss> joinTable() {
        List<String> names = names(0);
        return names.size() == 2
                ? List.of(loss(
                        Kind.DROPPED, String.join("_", names.stream().sorted().toList()), null))
                : List.of();
    }

    private Loss loss(Kind kind, String table, String column) {
        return new Loss(kind, table.substring(table.lastIndexOf('.') + 1), column, null, call.line());
    }

    private List<String> names(int from) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < call.arguments().size(); i++) {
            call.literal(i).ifPresent(names::add);
        }
        return names;
    }

    private Change changeNull() {
        boolean nullable =
                call.arguments().size() > 2 && call.arguments().get(2).get(0).is("true");
        return nullable
                ? Change.of(MigrationRule.DROP_NOT_NULL)
                : lost(
                        MigrationRule.SET_NOT_NULL,
                        Kind.TIGHTENED,
                        call.literal(1).stream().toList());
    }

    private Change changeDefault() {
        List<RubyToken> value = call.has("to")
                ? call.options().get("to")
                : call.arguments().size() > 2 ? call.arguments().get(2) : List.of();
        if (value.isEmpty() || value.get(0).is("nil")) {
            return Change.of(MigrationRule.DROP_DEFAULT);
        }
        return isConstant(value) ? Change.NONE : Change.of(MigrationRule.RUNS_CODE);
    }

    private static boolean isConstant(List<RubyToken> value) {
        return value.stream().allMatch(token -> switch (token.kind()) {
            case SYMBOL, STRING -> !token.interpolated();
            case NUMBER, WORDS, MARK -> !token.isMark("->");
            case WORD -> token.is("true") || token.is("false") || token.is("nil");
            default -> false;
        });
    }

    private Change column(MigrationRule required, Optional<String> type) {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        boolean fills = call.has("default") && !call.is("default", "nil")
                || type.filter("virtual"::equals).isPresent();
        if (call.is("null", "false") && !fills) {
            found.add(required);
        }
        if (fills && !isConstant(call.options().getOrDefault("default", List.of()))) {
            found.add(MigrationRule.REWRITES_TABLE);
            found.add(MigrationRule.RUNS_CODE);
        }
        if (type.isEmpty() || !fills && !ColumnKinds.isKnown(type.get())) {
            found.add(MigrationRule.UNKNOWN_TYPE);
        }
        type.ifPresent(name -> {
            if (name.equals("json")) {
                found.add(MigrationRule.JSON_COLUMN);
            }
            if (name.equals("primary_key")) {
                found.add(MigrationRule.ADD_UNIQUE);
            }
            if (name.equals("virtual")) {
                found.add(MigrationRule.REWRITES_TABLE);
                found.add(MigrationRule.CHANGES_WRITES); // whether its expression can fail is not looked at
            }
            if (Set.of("serial", "bigserial").contains(name)) {
                found.add(MigrationRule.REWRITES_TABLE);
            }
        });
        return Change.of(found);
    }

    private Change reference() {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        if (call.is("null", "false") && !call.has("default")) {
            found.add(MigrationRule.ADD_REQUIRED_COLUMN);
        }
        if (call.mentions("index", "unique") && call.has("default")) {
            found.add(MigrationRule.ADD_UNIQUE);
        }
        if (call.has("foreign_key") && !call.is("foreign_key", "false")) {
            found.add(MigrationRule.LOCKS_OTHER_TABLE);
        }
        if (!call.is("index", "false")) {
            found.addAll(concurrency(call.mentions("index", "concurrently")));
        }
        return Change.of(found);
    }

    private Change index() {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        if (call.has("unique") && !call.is("unique", "false")) {
            found.add(MigrationRule.ADD_UNIQUE);
        }
        found.addAll(concurrency(call.is("algorithm", "concurrently")));
        return Change.of(found);
    }

    private Set<MigrationRule> concurrency(boolean concurrently) {
        if (!concurrently) {
            return Set.of(MigrationRule.INDEX_BLOCKS_WRITES);
        }
        return inTransaction ? Set.of(MigrationRule.CONCURRENTLY_IN_TRANSACTION) : Set.of();
    }

    private Change constraint(MigrationRule rule) {
        return call.is("validate", "false") ? Change.of(rule) : Change.of(rule, MigrationRule.SCANS_TABLE);
    }
}
