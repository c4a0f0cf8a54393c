package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScratchDatabaseTest {
    @Test
    void nameFitsAndIsPlain() {
        assertThat(ScratchDatabase.name("carto-2026.3.10-x".repeat(5), "Métadata"))
                .hasSize(63)
                .matches("[a-z0-9_]+");
    }
}
