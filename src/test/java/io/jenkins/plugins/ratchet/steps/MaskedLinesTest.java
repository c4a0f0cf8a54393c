package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final MaskedLines lines = new MaskedLines(
            new PrintStream(out, true, StandardCharsets.UTF_8), List.of("hunter2", "hunter2-longer", "x"));

    private void write(String text) {
        lines.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSecretThatIsCutByTwoBlocksIsMasked() {
        write("password hun");
        write("ter2-longer and hunter2 é");
        assertThat(printed()).isEmpty();
        write("nd\nnext");
        lines.end();
        assertThat(printed()).isEqualTo("password **** and **** énd\nnext\n");
    }

    @Test
    void anEndlessLineDoesNotFillTheMemory() {
        for (int i = 0; i < 1_000; i++) {
            write("y".repeat(1_000));
        }
        write("\n");
        assertThat(printed()).hasSizeLessThan(MaskedLines.LONGEST + 10);
    }
}
