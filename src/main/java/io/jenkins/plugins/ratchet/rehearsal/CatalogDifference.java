package io.jenkins.plugins.ratchet.rehearsal;

import io.jenkins.plugins.ratchet.rehearsal.CatalogState.Column;
import io.jenkins.plugins.ratchet.rehearsal.CatalogState.Constraint;
import io.jenkins.plugins.ratchet.rehearsal.CatalogState.Named;
import io.jenkins.plugins.ratchet.rehearsal.CatalogState.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What migrations did to a schema, as its catalogs show it.
 *
 * @param breaking each object that was dropped, renamed, retyped, tightened or replaced, in words
 * @param rewritten tables that were written anew, or emptied
 * @param added how many objects are new
 */
record CatalogDifference(List<String> breaking, List<String> rewritten, int added) {

    static CatalogDifference between(CatalogState before, CatalogState after) {
        Comparison comparison = new Comparison(before, after);
        comparison.relations();
        comparison.columns();
        comparison.constraints();
        comparison.named(before.types(), after.types());
        comparison.named(before.labels(), after.labels());
        comparison.named(before.routines(), after.routines());
        return new CatalogDifference(
                List.copyOf(comparison.breaking), List.copyOf(comparison.rewritten), comparison.added);
    }

    boolean isEmpty() {
        return breaking.isEmpty() && rewritten.isEmpty() && added == 0;
    }

    private static final class Comparison {
        private final CatalogState before;
        private final CatalogState after;
        private final List<String> breaking = new ArrayList<>();
        private final List<String> rewritten = new ArrayList<>();
        private int added;

        Comparison(CatalogState before, CatalogState after) {
            this.before = before;
            this.after = after;
        }

        void relations() {
            Set<String> names =
                    after.relations().values().stream().map(Relation::name).collect(Collectors.toSet());
            before.relations().forEach((oid, relation) -> {
                Relation now = after.relations().get(oid);
                if (now == null && !isIndexOfDropped(oid)) {
                    breaking.add("dropped " + relation.kind() + " " + relation.name()
                            + (names.contains(relation.name()) ? ", and made anew" : ""));
                } else if (now != null) {
                    if (!now.name().equals(relation.name())) {
                        breaking.add("renamed " + relation.kind() + " " + relation.name() + " to " + now.name());
                    }
                    if (relation.isTable() && relation.file() != 0 && relation.file() != now.file()) {
                        rewritten.add(relation.name());
                    }
                }
            });
            after.relations().forEach((oid, relation) -> {
                if (!before.relations().containsKey(oid)) {
                    added++;
                    if (relation.unique() && before.relations().containsKey(relation.table())) {
                        breaking.add("tightened "
                                + before.relations().get(relation.table()).name() + ": unique index "
                                + relation.name());
                    }
                }
            });
        }

        /** An index goes with its table. */
        private boolean isIndexOfDropped(long oid) {
            long table = before.relations().get(oid).table();
            return table != 0 && !after.relations().containsKey(table);
        }

        void columns() {
            before.columns().forEach((key, column) -> {
                if (!after.relations().containsKey(column.relation())) {
                    return; // dropped whole
                }
                String name = before.relations().get(column.relation()).name() + "." + column.name();
                Column now = after.columns().get(key);
                if (now == null) {
                    breaking.add("dropped column " + name);
                    return;
                }
                if (!now.name().equals(column.name())) {
                    breaking.add("renamed column " + name + " to " + now.name());
                }
                if (!now.type().equals(column.type())) {
                    breaking.add("retyped column " + name + ": " + column.type() + " is " + now.type() + " now");
                }
                if (now.notNull() && !column.notNull()) {
                    breaking.add("tightened column " + name + ": takes no NULL any more");
                }
                if (now.preset().isEmpty() && !column.preset().isEmpty()) {
                    breaking.add("tightened column " + name + ": has no default any more");
                }
            });
            after.columns().forEach((key, column) -> {
                if (!before.columns().containsKey(key) && before.relations().containsKey(column.relation())) {
                    added++;
                    if (column.notNull() && column.preset().isEmpty()) {
                        breaking.add("tightened "
                                + before.relations().get(column.relation()).name() + ": new column " + column.name()
                                + " takes no NULL and has no default");
                    }
                }
            });
        }

        void constraints() {
            before.constraints().forEach((oid, constraint) -> {
                boolean tableThere =
                        constraint.relation() == 0 || after.relations().containsKey(constraint.relation());
                if (!after.constraints().containsKey(oid) && tableThere) {
                    breaking.add("dropped constraint " + constraint.name() + of(constraint));
                }
            });
            after.constraints().forEach((oid, constraint) -> {
                boolean old = before.relations().containsKey(constraint.relation());
                if (!before.constraints().containsKey(oid) && old) {
                    breaking.add("tightened "
                            + before.relations().get(constraint.relation()).name() + ": " + constraint.definition());
                }
            });
        }

        private String of(Constraint constraint) {
            Relation relation = before.relations().get(constraint.relation());
            return relation == null ? "" : " of " + relation.name();
        }

        void named(Map<Long, Named> then, Map<Long, Named> now) {
            then.forEach((oid, object) -> {
                Named found = now.get(oid);
                if (found == null) {
                    breaking.add("dropped " + object.kind() + " " + object.name());
                } else if (!found.name().equals(object.name())) {
                    breaking.add("renamed " + object.kind() + " " + object.name() + " to " + found.name());
                } else if (!found.content().equals(object.content())) {
                    breaking.add("replaced " + object.kind() + " " + object.name());
                }
            });
            added += (int)
                    now.keySet().stream().filter(oid -> !then.containsKey(oid)).count();
        }
    }
}
