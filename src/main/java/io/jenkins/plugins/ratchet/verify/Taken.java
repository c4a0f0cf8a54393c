package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that requests of a canary have taken; each is a secret from then on. */
final class Taken {
    static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<String, String> values = new HashMap<>();
    private final Redaction redaction;

    Taken(Redaction redaction) {
        this.redaction = redaction;
    }

    void put(String name, String value) {
        values.put(name, redaction.secret(value));
    }

    /** The text with every {@code ${name}} replaced by its value. */
    String fill(String text) {
        return USE.matcher(text).replaceAll(use -> {
            String value = values.get(use.group(1));
            if (value == null) {
                throw RunException.usage("${" + use.group(1) + "} was not taken by any request before");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
