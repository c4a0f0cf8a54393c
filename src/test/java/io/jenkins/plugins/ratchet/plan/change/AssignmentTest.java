package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {
    /** What an assignment is, said otherwise, and far slower. */
    private static final Pattern SAID = Pattern.compile("[\"']?([A-Za-z][A-Za-z0-9_.-]*)[\"']?\\s*[:=]\\s*(?=\\S)");

    private static List<String> found(String line) {
        List<String> found = new ArrayList<>();
        for (Assignment each = Assignment.first(line); each != null; each = each.next()) {
            found.add(each.name() + " is " + each.value());
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "password: x y | password is x y",
                "  - \"pass.word-1\" = 'x' | pass.word-1 is 'x'",
                "9lives=1 | lives is 1",
                "{\"a\":{\"b\":1}} | a is {\"b\":1}}, b is 1}}",
                "--token=x | token is x",
                "a : = b | a is = b"
            })
    void a_name_and_what_it_is_given(String line, String all) {
        assertThat(String.join(", ", found(line))).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"a:", "`a: `", "= b", "1: b", "a\"\": b", "words alone"})
    void no_name_or_nothing_given(String line) {
        assertThat(found(line)).isEmpty();
    }

    @Test
    void lines_of_any_signs_are_read_as_the_pattern_reads_them() {
        Random random = new Random(1);
        String signs = "ab9_.- \t:=\"'é";
        for (int line = 0; line < 20_000; line++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            List<String> expected = new ArrayList<>();
            Matcher said = SAID.matcher(text);
            while (said.find()) {
                expected.add(said.group(1) + " is " + text.substring(said.end()));
            }
            assertThat(found(text.toString())).as(text.toString()).isEqualTo(expected);
        }
    }
}
