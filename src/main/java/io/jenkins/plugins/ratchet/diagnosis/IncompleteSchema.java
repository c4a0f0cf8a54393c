package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The code meets a schema that is not the one that it was written for. */
final class IncompleteSchema implements Pattern {
    /** PostgreSQL's own words and SQLSTATEs, what Rails makes of them, MySQL's and SQLite's. */
    private static final java.util.regex.Pattern SYMPTOM = java.util.regex.Pattern.compile(
            "PG::(?:UndefinedTable|UndefinedColumn|UndefinedObject|UndefinedFunction|DuplicateObject|DuplicateTable"
                    + "|DuplicateColumn)"
                    + "|PendingMigrationError|[Mm]igrations are pending"
                    + "|(?:relation|column|type|function|schema) \\S+ (?:of relation \\S+ )?(?:does not exist|already exists)"
                    + "|\\b(?:42P01|42703|42704|42710|42P07|42701)\\b"
                    + "|no such (?:table|column)|Unknown column|Table '\\S+' doesn't exist");

    @Override
    public String id() {
        return "incomplete-schema";
    }

    @Override
    public String purpose() {
        return "Logs speak of tables, columns or types that are missing or there already: the schema is not the one that"
                + " the code expects, as when a migration Job has not completed.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        for (ContainerLog log : observed.logs()) {
            log.lines().stream()
                    .filter(line -> SYMPTOM.matcher(line).find())
                    .findFirst()
                    .ifPresent(line -> evidence.add(log.where() + ": " + Words.line(line)));
        }
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        boolean duplicates =
                evidence.stream().anyMatch(line -> line.contains("Duplicate") || line.contains("already exists"));
        boolean unfinished = !observed.unfinishedHooks().isEmpty();
        observed.unfinishedHooks().forEach(job -> evidence.add(HookFailures.words(observed.place(), job)));
        if (unfinished) {
            return cause(
                    containers(observed) + " meet a schema that the migration did not finish",
                    evidence,
                    "do not trust the rollout before the migration "
                            + (observed.place() == Place.CLUSTER ? "Job is Complete" : "has ended well")
                            + ": find out from its log why it is not",
                    "mend that and run `ratchet upgrade` again, to this version or a newer one; never back");
        }
        return cause(
                duplicates
                        ? "the schema holds objects that the migration wants to make: it was restored over, or migrated before"
                        : containers(observed) + " run code that expects another schema, although "
                                + (observed.place() == Place.CLUSTER ? "the hook Jobs are" : "the migration is")
                                + " complete",
                evidence,
                duplicates
                        ? "ask the vendor; a restore with pg_restore's clean mode leaves such objects behind, `ratchet restore`"
                                + " never uses it"
                        : "look whether old " + containers(observed)
                                + " still run on the new schema, and whether the migration ran against the"
                                + " same database");
    }

    private static String containers(Observed observed) {
        return observed.place() == Place.CLUSTER ? "pods" : "services";
    }
}
