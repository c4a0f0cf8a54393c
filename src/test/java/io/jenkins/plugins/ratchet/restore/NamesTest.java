package io.jenkins.plugins.ratchet.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final Instant BEGAN = Instant.parse("2026-11-21T09:30:15Z");

    @Test
    void a_kept_database_has_the_date_in_its_name() {
        assertThat(Names.kept("shop", BEGAN)).isEqualTo("shop_before_20261121_093015");
        assertThat(Names.restored("shop", BEGAN)).isEqualTo("shop_restored_20261121_093015");
    }

    @Test
    void a_name_of_63_bytes_stays_within_them_and_is_told_from_its_like() {
        String one = "x".repeat(62) + "1";
        String other = "x".repeat(62) + "2";

        assertThat(Names.kept(one, BEGAN)).hasSize(63).isNotEqualTo(Names.kept(other, BEGAN));
        assertThat(Names.copy(one)).hasSize(63).startsWith("ratchet_copy_xxx");
    }

    @Test
    void no_letter_is_cut_in_two() {
        String name = Names.kept("ü".repeat(31), BEGAN);

        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
        assertThat(name).matches("ü+_[0-9a-f]{6}_before_20261121_093015");
    }

    @Test
    void every_copy_has_a_name_of_its_own() {
        assertThat(Names.copy("shop")).isNotEqualTo(Names.copy("shop"));
    }
}
