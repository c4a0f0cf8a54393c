package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What holds for {@code migrations}. */
final class MigrationRules {
    private MigrationRules() {}

    /** @param databases names of those that understand SQL */
    static void check(Mapping migrations, Set<String> databases) {
        if (migrations == null) {
            return;
        }
        if (migrations.has("old") != migrations.has("new")) {
            throw migrations
                    .place()
                    .errorAbout(migrations.has("old") ? "new" : "old", "is missing; a pair is compared");
        }
        if (migrations.has("tag")) {
            try {
                Pattern.compile(migrations.text("tag"));
            } catch (PatternSyntaxException e) {
                throw migrations.placeOf("tag").error("is no regular expression: " + e.getDescription());
            }
        }
        Mapping rehearsal = migrations.mapping("rehearsal");
        if (rehearsal == null) {
            return;
        }
        if (rehearsal.items("run").isEmpty()) {
            throw rehearsal.place().errorAbout("run", "is missing; it is the command that migrates the copy");
        }
        ConfigRules.atLeast(rehearsal, "factor", 1);
        String database = rehearsal.text("database");
        if (database == null && databases.size() != 1) {
            throw rehearsal.place().errorAbout("database", "is missing; there is not exactly one PostgreSQL database");
        }
        if (database != null && !databases.contains(database)) {
            throw rehearsal
                    .placeOf("database")
                    .error(YamlNode.quoted(database) + " is no PostgreSQL database under databases; "
                            + Nearest.hint(database, databases));
        }
    }
}
