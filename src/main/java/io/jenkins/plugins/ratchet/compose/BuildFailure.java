package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.event.SecretPatterns;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why images could not be built, out of what {@code docker compose build --progress=plain} prints. BuildKit repeats the
 * output of the step that failed between two lines of dashes; a builder that does not has it at the end.
 *
 * @param why the builder's last words
 * @param output the end of what the step printed that failed, else of all that was printed; bounded, and without what
 *     looks like a secret
 */
public record BuildFailure(String why, List<String> output) {
    private static final int LINES = 12;
    private static final int LONGEST_LINE = 300;
    private static final Pattern DASHES = Pattern.compile("-{6}");

    /** Of what goes well: bookkeeping of BuildKit's steps, and Compose's notices about how it builds. */
    private static final Pattern NOISE =
            Pattern.compile("#\\d+ (?:sha256:|DONE|CACHED|transferring |building with ).*|time=\".*level=warning.*");

    public BuildFailure {
        output = List.copyOf(output);
    }

    static BuildFailure of(DockerCommand.Answer answer) {
        List<String> all = Stream.concat(answer.out().lines(), answer.err().lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> step = failedStep(all);
        List<String> told = step.isEmpty()
                ? all.stream().filter(line -> !NOISE.matcher(line).matches()).toList()
                : step;
        return new BuildFailure(
                bounded(answer.lastWords()),
                told.subList(Math.max(0, told.size() - LINES), told.size()).stream()
                        .map(BuildFailure::bounded)
                        .toList());
    }

    /** Where several failed, the last one that was told. */
    private static List<String> failedStep(List<String> lines) {
        List<String> step = new ArrayList<>();
        List<String> last = List.of();
        boolean inside = false;
        for (String line : lines) {
            if (DASHES.matcher(line).matches()) {
                last = inside ? List.copyOf(step) : last;
                step.clear();
                inside = !inside;
            } else if (inside) {
                step.add(line);
            }
        }
        return last;
    }

    private static String bounded(String line) {
        String masked = SecretPatterns.mask(line);
        return masked.length() > LONGEST_LINE ? masked.substring(0, LONGEST_LINE) + "…" : masked;
    }
}
