package io.jenkins.plugins.ratchet.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.Generated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MigrationReferenceTest {
    /** What others flag and which rules answer to it; none where it does not touch the version that serves. */
    private static final List<String> OTHERS = List.of(
            "squawk `ban-drop-table`; strong_migrations: creating a table with the force option | `drop-table`",
            "squawk `ban-drop-column`; removing a column | `drop-column`",
            "squawk `ban-drop-database`, `require-concurrent-index-deletion`; removing an index | `drop-object`",
            "squawk `ban-drop-not-null` | `drop-not-null`",
            "squawk `ban-truncate-cascade` | `delete-rows`",
            "squawk `renaming-table`, `renaming-column`; renaming a column, table or schema | `rename`",
            "squawk `changing-column-type`; changing the type of a column | `retype`",
            "squawk `adding-not-nullable-field`; setting NOT NULL on an existing column, change_column_null with a default"
                    + " | `set-not-null`",
            "squawk `adding-required-field` | `add-required-column`",
            "squawk `adding-serial-primary-key-field`, `disallowed-unique-constraint`; adding a unique or exclusion"
                    + " constraint, an auto-incrementing column | `add-unique`, `blocks-reads`, `rewrites-table`",
            "squawk `adding-foreign-key-constraint`; adding a foreign key or reference | `add-constraint`, `scans-table`,"
                    + " `locks-other-table`",
            "squawk `constraint-missing-not-valid`; adding a check constraint | `add-constraint`, `scans-table`",
            "squawk `ban-alter-domain-with-add-constraint` | `add-constraint`",
            "squawk `adding-field-with-default`; adding a column with a volatile default or a stored generated column |"
                    + " `rewrites-table`, `changes-writes`",
            "squawk `require-concurrent-index-creation`; adding an index non-concurrently | `index-blocks-writes`",
            "squawk `ban-concurrent-index-creation-in-transaction` | `concurrently-in-transaction`",
            "squawk `require-concurrent-reindex`, `prefer-repack` | `blocks-reads`",
            "squawk `require-concurrent-partition-detach` | `detach`",
            "adding a json column | `json-column`",
            "backfilling data | `update-rows`, `data-migration`",
            "executing SQL directly | its SQL is judged; `runs-code` where that is put together when it runs",
            "changing the default of a column | `drop-default`, `runs-code`",
            "squawk `ban-create-domain-with-constraint`: what is new breaks nobody; a column of it is | `unknown-type`",
            "squawk `syntax-error` | `unreadable`, `other`",
            "squawk `ban-uncommitted-transaction`, `transaction-nesting`, `require-timeout-settings`, `prefer-*`,"
                    + " `ban-char-field`, `identifier-too-long`, `require-enum-value-ordering`, `require-table-schema`;"
                    + " index columns | not told: style, or a migration that fails by itself");

    @Test
    void the_published_reference_is_that_of_the_rules() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (MigrationRule rule : MigrationRule.values()) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            rule.id(),
                            rule.verdict() == Verdict.EXPAND
                                    ? "warning"
                                    : rule.verdict().name().toLowerCase(Locale.ROOT),
                            rule.why(),
                            rule.instead()));
        }
        page.append("""
                | `released-file-changed` | error | Databases that ran it keep what it was; new ones would get something else. | Take the released content back, and write a new migration for the change. |
                | `released-file-missing` | error | As above. | As above. |

                ### What squawk and strong_migrations flag

                Why and what instead stand above, at the rule that answers to it. Compared with squawk 2.66 on the corpus
                of the tests: nothing that it calls incompatible passes here without a finding.

                | There | Here |
                |---|---|
                """);
        OTHERS.forEach(row -> page.append("| ").append(row).append(" |\n"));
        page.append(TAIL);
        Generated.check(Path.of("docs/migrations.md"), page.toString());
    }

    @Test
    void every_rule_that_answers_to_others_exists() {
        Set<String> known =
                Arrays.stream(MigrationRule.values()).map(MigrationRule::id).collect(Collectors.toSet());
        for (String row : OTHERS) {
            String here = row.substring(row.indexOf(" | ") + 3);
            Pattern.compile("`([a-z-]+)`")
                    .matcher(here)
                    .results()
                    .forEach(rule -> assertThat(known).contains(rule.group(1)));
        }
    }

    private static final String HEAD = """
            # Migrations

            Where migrations run while the previous version still serves, they may only expand the schema: what that
            version uses stays as it is. Dropping, renaming, retyping and tightening (contract) come a release later,
            in files that say so. `ratchet lint` holds that:

            ```
            ratchet lint db/migrations
            ratchet lint 'infra/**/*.up.sql' --format sarif --output lint.sarif
            helm template shop ./chart | tee rendered.yaml && ratchet lint rendered.yaml
            ratchet lint rails/db image-v26.05.tar
            ```

            - A file with a contract statement is refused, unless a comment in it begins with the tag
              `-- caracal:phase contract` (another one with `--tag REGEX`; in Ruby `# …`).
            - What cannot be judged is refused too, until somebody who looked at it writes
              `-- ratchet:allow RULE REASON` above the statement (in Ruby `# …`), or gives `--allow RULE=REASON`.
            - What only holds the old version up, such as a lock, is a warning.
            - Tables that the same file made are its own: nothing done to them is told.
            - `released.sha256` beside the migrations (as `sha256sum *.sql` writes it) freezes those that a release has
              shipped: a changed or missing one is refused, the others of its list are not judged again.
            - `*.down.sql` and `*.undo.sql` are left out: there is no way back.

            Formats: `text`, `github` (annotations), `sarif`, `junit`, `json`. Exit code 0 where nothing is refused,
            2 where something is, 64 for a wrong option or a place without migrations.

            ## Rails

            `*.rb` in `db/migrate` and `db/data` is judged by the same rules: what `up`, `change`, their helpers and
            `dir.up` do counts, `down` does not; conditions make no difference, and `safety_assured` neither. SQL in
            `execute` is judged as SQL. Ruby is not understood whole: a call that is not among Rails's schema statements
            (or those of scenic and fx) is `runs-code` and needs a waiver. A data migration always is
            `data-migration`.

            ## Rules

            Generated from the rules; `MigrationReferenceTest` keeps it current. The rules cover the statements of
            PostgreSQL, and what squawk and strong_migrations warn of where it touches a running version; matters of
            style (types, names) are left to those.

            | Rule | Verdict | What it does to the version that serves | Instead |
            |---|---|---|---|
            """;

    private static final String TAIL = """

            ## What a way back would take

            `ratchet plan` says which of the three scenarios of Jitera's upgrade page the pair of versions is, and why:

            1. Nothing but image tags differs between the charts, and no migration is new.
            2. What migrations take away is named by administrators' tasks only (`*.rake`, `lib/tasks`), or nowhere.
            3. Anything else: live code names it, rows may be written in between, or it cannot be told.

            ```yaml
            migrations:
              tool: rails                     # or sql
              old: images/{version}.tar       # tree of the version that is deployed: code and migrations
              new: images/{version}.tar       # of the one to go to; also directories, .tgz, .zip, git:REF
              path: app                       # where the application is in both
              writes: false                   # only where nobody writes until the upgrade is verified
            ```

            The charts are compared as helm stored the one and as the other lies there: templates, CRDs, names and
            versions of charts below, keys and defaults of `values.yaml`. New migrations are told by their file names.
            Dropped, renamed, retyped and tightened tables and columns are searched for in the old version's code as
            whole words: table, model (`order_entries`, `OrderEntry`), `belongs_to :order_entry`, column. A word that
            means something else counts too; tests, dumps of the schema and migrations do not. Data migrations, code
            that cannot be judged and changed or missing old migrations always make it the third.

            It is what a failure would cost, for whoever approves (rules `rollback-scenario` and
            `contract-migrations`). Ratchet never runs `helm rollback`, not in scenario 1 either: the way back is a
            newer version, or `ratchet restore`.

            ## Rehearsal

            `ratchet plan --rehearse`, after `ratchet backup`, restores the open upgrade's proven backup into a scratch
            database, runs the new version's migrations there and tells

            - how long they took: `upgrade.timeout` below that blocks (`migrations-rehearsed`), below `factor` times that
              warns and names what to set;
            - what they dropped, renamed, retyped, tightened, replaced and rewrote, by the catalogs before and after
              (a rename is told from a drop by the object's oid);
            - which locks that keep others from reading or writing were seen on tables that were there, and for how long.
              It looks twenty times a second.

            ```yaml
            databases:
              - name: main
                scratch: local                # or a server of its own; see databases.md
            migrations:
              rehearsal:
                run: [bin/rails, "db:migrate"]
                timeout: 2h
                factor: 3
            ```

            The command runs beside `ratchet.yaml`, without a shell, with `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`,
            `PGDATABASE` and `DATABASE_URL` of the copy. On the server of the database itself a migration that
            touches roles or other databases would do so for real: that needs `sameServer: true`. A command that nobody
            saw in the copy counts as failed; where the schema of the database itself changed meanwhile, the run fails
            and says so. The copy is removed in any case, those of runs that died by the next one. The result is kept
            in the record until another rehearsal, and counts for that version and that backup only; an approval is not
            bound to it. Running the hook Job's own image in a scratch namespace is not done.
            """;
}
