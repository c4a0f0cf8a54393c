package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.util.regex.Pattern;

/** What the files of a project hold as a secret is not told, whoever quotes it. */
public final class ProjectSecrets {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(pass(word|wd)?|secret|token|credential|(api|private|access|kek|hmac)_?key|_key)");

    /** The password in an address. */
    private static final Pattern IN_ADDRESS = Pattern.compile("://[^:/@\\s]*:([^@/\\s]+)@");

    /** What is shorter may as well be a word of every sentence, such as {@code true}. */
    private static final int SHORTEST = 8;

    private ProjectSecrets() {}

    public static void mask(ComposeModel model, Redaction redaction) {
        model.services().values().forEach(service -> {
            service.environment().forEach((name, value) -> mask(name, value, redaction));
            service.buildArguments().forEach((name, value) -> mask(name, value, redaction));
        });
    }

    private static void mask(String name, String value, Redaction redaction) {
        if (value == null) {
            return;
        }
        if (SECRET.matcher(name).matches() && value.length() >= SHORTEST && !value.startsWith("/")) {
            redaction.secret(value);
        }
        IN_ADDRESS.matcher(value).results().forEach(match -> redaction.secret(match.group(1)));
    }
}
