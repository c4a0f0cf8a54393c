package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import java.util.List;
import java.util.Set;

/**
 * What one call does to the schema.
 *
 * @param losses each without its file
 */
record Change(Set<MigrationRule> rules, List<Loss> losses) {
    static final Change NONE = new Change(Set.of(), List.of());

    static Change of(MigrationRule... rules) {
        return new Change(Set.of(rules), List.of());
    }

    static Change of(Set<MigrationRule> rules) {
        return new Change(rules, List.of());
    }
}
