package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionTextTest {
    @Test
    void bothPrintedFormsOfTheSameCheckAreEqual() {
        String source =
                "CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))";
        String restored =
                "CHECK (((kind)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))";

        assertThat(ExpressionText.normal(source)).isEqualTo(ExpressionText.normal(restored));
    }

    @Test
    void literalsAndQuotedNamesStayAsTheyAre() {
        assertThat(ExpressionText.normal("(\"a  (b)::x\" = 'it''s (1)::int  '::text)"))
                .isEqualTo("\"a  (b)::x\"='it''s (1)::int  '");
    }

    @Test
    void otherOperatorsNamesAndValuesDiffer() {
        assertThat(ExpressionText.normal("(a > 1)")).isNotEqualTo(ExpressionText.normal("(a >= 1)"));
        assertThat(ExpressionText.normal("(a > 1)")).isNotEqualTo(ExpressionText.normal("(a > 10)"));
        assertThat(ExpressionText.normal("(a IS NULL)")).isNotEqualTo(ExpressionText.normal("(a IS NOT NULL)"));
    }

    @Test
    void wordsDoNotRunTogether() {
        assertThat(ExpressionText.normal("NOT (a) AND b")).isEqualTo("NOT a AND b");
        assertThat(ExpressionText.normal("x::numeric(10,2)\n  AND y")).isEqualTo("x AND y");
    }

    @Test
    void typesOfSeveralWordsAreCasts() {
        assertThat(ExpressionText.normal("'2026-01-01'::timestamp(3) without time zone"))
                .isEqualTo("'2026-01-01'");
        assertThat(ExpressionText.normal("a::public.\"Odd type\"[]")).isEqualTo("a");
    }

    @Test
    void longLiteralsDoNotExhaustTheStack() {
        String literal = "'" + "x''".repeat(100_000) + "'";

        assertThat(ExpressionText.normal(literal)).isEqualTo(literal);
    }
}
