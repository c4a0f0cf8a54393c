package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.config.Generated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MigrationReferenceTest {
    @Test
    void the_published_reference_is_that_of_the_rules() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Migrations

                Where migrations run while the previous version still serves, they may only expand the schema: what that
                version uses stays as it is. Dropping, renaming, retyping and tightening (contract) come a release later,
                in files that say so. `ratchet lint` holds that:

                ```
                ratchet lint db/migrations
                ratchet lint 'infra/**/*.up.sql' --format sarif --output lint.sarif
                helm template shop ./chart | tee rendered.yaml && ratchet lint rendered.yaml
                ```

                - A file with a contract statement is refused, unless a comment in it begins with the tag
                  `-- caracal:phase contract` (another one with `--tag REGEX`).
                - What cannot be judged is refused too, until somebody who looked at it writes
                  `-- ratchet:allow RULE REASON` above the statement, or gives `--allow RULE=REASON`.
                - What only holds the old version up, such as a lock, is a warning.
                - Tables that the same file made are its own: nothing done to them is told.
                - `released.sha256` beside the migrations (as `sha256sum *.sql` writes it) freezes those that a release has
                  shipped: a changed or missing one is refused, the others of its list are not judged again.
                - `*.down.sql` and `*.undo.sql` are left out: there is no way back.

                Formats: `text`, `github` (annotations), `sarif`, `junit`, `json`. Exit code 0 where nothing is refused,
                2 where something is, 64 for a wrong option or a place without migrations.

                Generated from the rules; `MigrationReferenceTest` keeps it current. The rules cover the statements of
                PostgreSQL, and what squawk and strong_migrations warn of where it touches a running version; matters of
                style (types, names) are left to those.

                | Rule | Verdict | What it does to the version that serves | Instead |
                |---|---|---|---|
                """);
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
                """);
        Generated.check(Path.of("docs/migrations.md"), page.toString());
    }
}
