package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Damages valid files: each either loads or is refused by one line with exit code 64, and nothing else happens. */
class ConfigFuzzTest {
    private static final int CASES = Integer.getInteger("ratchet.fuzz", 6000);
    private static final byte[] INTERESTING =
            ":-?[]{}&*!|>'\"%@`#,\t\n\r 0.~<=$\\\0\u007f".getBytes(StandardCharsets.UTF_8);
    private static final ConfigLoader LOADER = new ConfigLoader(Set.of("same-chart"));

    @Test
    void damaged_files_load_or_are_refused_by_one_line() throws IOException {
        long seed = Long.getLong("ratchet.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<byte[]> valid = List.of(
                Files.readAllBytes(Path.of("src/test/resources/complete.yaml")),
                "product: caracal\nrelease: c\nnamespace: c\nchart: ./c\nchecks: [{name: ready, manual: x}]\n"
                        .getBytes(StandardCharsets.UTF_8));
        int loaded = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] content = valid.get(i % valid.size());
            for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
                content = random.nextBoolean() ? damagedBytes(content, random) : damagedLines(content, random);
            }
            loaded += loads(content, "seed " + seed + ", case " + i) ? 1 : 0;
        }
        assertThat(loaded).as("some damage is harmless, most is not").isBetween(1, CASES - 1);
    }

    private static boolean loads(byte[] content, String which) {
        try {
            ConfigPrinter.toYaml(LOADER.load("ratchet.yaml", content, Overrides.NONE));
            return true;
        } catch (RunException e) {
            assertThat(e.exitCode()).as(which).isEqualTo(ExitCode.USAGE);
            assertThat(e.getMessage()).as(which).matches("(ratchet\\.yaml|profile \\w+):\\d+:\\d+: \\P{Cntrl}+");
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(which + ":\n" + new String(content, StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] damagedBytes(byte[] content, Random random) {
        int at = random.nextInt(content.length);
        return switch (random.nextInt(4)) {
            case 0 -> joined(content, at, Math.min(content.length, at + 1 + random.nextInt(8)), new byte[0]);
            case 1 -> joined(content, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> joined(content, at, at, new byte[] {INTERESTING[random.nextInt(INTERESTING.length)]});
            default -> joined(content, at, content.length, new byte[0]);
        };
    }

    private static byte[] joined(byte[] content, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(content, from + middle.length + content.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(content, to, result, from + middle.length, content.length - to);
        return result.length == 0 ? content : result;
    }

    private static byte[] damagedLines(byte[] content, Random random) {
        List<String> lines =
                new ArrayList<>(Arrays.asList(new String(content, StandardCharsets.ISO_8859_1).split("\n", -1)));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size() + 1), lines.get(at));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.set(at, " ".repeat(random.nextInt(4)) + lines.get(at));
            default -> lines.set(at, lines.get(at).replaceFirst(":.*", random.nextBoolean() ? ":" : ": [x]"));
        }
        String text = String.join("\n", lines);
        return text.isEmpty() ? content : text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
