package io.jenkins.plugins.ratchet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.Generated;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RulesReferenceTest {
    @Test
    void the_published_reference_is_that_of_the_rules() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Rules

                Generated from the rules; `RulesReferenceTest` keeps it current. A finding that blocks ends a run with
                exit code 2 before anything is changed. `allow: [{rule, reason}]` in `ratchet.yaml`, or
                `--allow RULE=REASON`, lets the findings of a rule pass where the table says so; the reason goes into
                the record and every report.

                | Rule | What holds | Can be waived | Holds before a backup too |
                |---|---|---|---|
                """);
        for (Rule rule : Rules.ALL) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            rule.id(),
                            rule.purpose(),
                            rule.waivable() ? "yes" : "no",
                            rule.beforeBackup() ? "yes" : "no"));
        }
        page.append("""
                | `plan-unchanged` | With `--plan DIGEST`, nothing that the approved plan was made from has changed. | no | no |
                """);
        Generated.check(Path.of("docs/rules.md"), page.toString());
    }

    @Test
    void ids_are_unique_and_in_lower_case_with_dashes() {
        assertThat(Rules.ids()).hasSameSizeAs(Rules.ALL).allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
    }
}
