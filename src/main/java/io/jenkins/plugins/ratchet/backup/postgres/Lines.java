package io.jenkins.plugins.ratchet.backup.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text files of one fact a line. */
final class Lines {
    private Lines() {}

    static byte[] bytes(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
