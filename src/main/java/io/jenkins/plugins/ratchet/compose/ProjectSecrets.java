package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.event.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Teaches a redaction what a project's files hold as secrets, so that nobody who quotes one tells it. */
public final class ProjectSecrets {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(pass(word|wd)?|secret|token|credential|(api|private|access|kek|hmac)_?key|_key)");

    /** The password in an address. */
    private static final Pattern IN_ADDRESS = Pattern.compile("://[^:/@\\s]*:([^@/\\s]+)@");

    /** What is shorter may as well be a word of every sentence, such as {@code true}. */
    private static final int SHORTEST = 8;

    private static final long LARGEST_FILE = 64 * 1024;

    private final Redaction redaction;

    public ProjectSecrets(Redaction redaction) {
        this.redaction = redaction;
    }

    /** Variables and build arguments of all services, and the secret files that can be read here. */
    public void learn(ComposeModel model) {
        model.services().values().forEach(service -> {
            learn(service.environment());
            learn(service.buildArguments());
        });
        model.secretFiles().forEach(this::learn);
    }

    /** Variables, by their names; values may be null. */
    public void learn(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (value != null) {
                learn(name, value);
            }
        });
    }

    private void learn(String name, String value) {
        if (SECRET.matcher(name).matches() && value.length() >= SHORTEST && !value.startsWith("/")) {
            redaction.secret(value);
        }
        IN_ADDRESS.matcher(value).results().forEach(match -> redaction.secret(match.group(1)));
    }

    private void learn(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST_FILE) {
                String value = Files.readString(file).strip();
                if (value.length() >= SHORTEST) {
                    redaction.secret(value);
                }
            }
        } catch (IOException e) {
            // What cannot be read here, or is no text, nobody quotes from here.
        }
    }
}
