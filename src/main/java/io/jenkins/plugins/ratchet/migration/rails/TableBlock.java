package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.rails.RubyToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts what stands in a {@code change_table} block as the statements that it is short for. */
final class TableBlock {
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("remove", "remove_columns"),
            Map.entry("remove_references", "remove_references"),
            Map.entry("remove_belongs_to", "remove_references"),
            Map.entry("remove_timestamps", "remove_timestamps"),
            Map.entry("remove_index", "remove_index"),
            Map.entry("remove_foreign_key", "remove_foreign_key"),
            Map.entry("remove_check_constraint", "remove_check_constraint"),
            Map.entry("rename", "rename_column"),
            Map.entry("rename_index", "rename_index"),
            Map.entry("change", "change_column"),
            Map.entry("change_default", "change_column_default"),
            Map.entry("change_null", "change_column_null"),
            Map.entry("column", "add_column"),
            Map.entry("timestamps", "add_timestamps"),
            Map.entry("references", "add_reference"),
            Map.entry("belongs_to", "add_reference"),
            Map.entry("index", "add_index"),
            Map.entry("foreign_key", "add_foreign_key"),
            Map.entry("check_constraint", "add_check_constraint"),
            Map.entry("unique_constraint", "add_unique_constraint"),
            Map.entry("exclusion_constraint", "add_exclusion_constraint"));

    private TableBlock() {}

    /**
     * @param table the first argument of change_table
     * @param call what is called on the block's parameter
     */
    static RailsCall expand(List<RubyToken> table, RailsCall call) {
        List<List<RubyToken>> arguments = new ArrayList<>(List.of(table));
        String name = SHORT.get(call.name());
        if (name != null) {
            arguments.addAll(call.arguments());
            return new RailsCall(name, arguments, call.options(), call.line());
        }
        if (!ColumnKinds.isKnown(call.name())) {
            return new RailsCall("change_table." + call.name(), arguments, call.options(), call.line());
        }
        arguments.add(call.arguments().isEmpty() ? List.of() : call.arguments().get(0));
        arguments.add(List.of(new RubyToken(Kind.SYMBOL, call.name(), false, true, call.line())));
        return new RailsCall("add_column", arguments, call.options(), call.line());
    }
}
