package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A service does not accept how it is configured, and says so. */
final class ConfigRefused implements io.jenkins.plugins.ratchet.diagnosis.Pattern {
    /** A variable by its name: {@code SECRET_STORE_KEK_FILE}. */
    private static final String NAME = "\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b";

    private static final Pattern VARIABLE = Pattern.compile(NAME);

    /** In the words of Caracal's services, of libraries that validate settings, and of what people write themselves. */
    private static final Pattern SYMPTOM = Pattern.compile(
            "(?i:required (?:env(?:ironment)?[ -]?var(?:iable)?s?|config\\w*|settings?|secrets?)\\b.{0,40}\\b(?:missing|unset"
                    + "|not set|empty))"
                    + "|(?i:(?:missing|unset|undefined|invalid) (?:required )?(?:env(?:ironment)?\\b|config|settings?\\b"
                    + "|secrets?\\b))"
                    + "|(?i:env(?:ironment)?[ -]?var(?:iable)?s? .{1,120}(?:not set|unset|missing|required|undefined|must be))"
                    + "|(?i:secret file (?:is )?empty|read(?:ing)? secret file)"
                    + "|(?i:invalid (?:integer|number|duration|boolean|value|url|port) for) " + NAME
                    + "|" + NAME
                    + "(?:=\\S+)? (?:.{0,40} )?(?:must be|must not be|is required|is not set|is missing|is empty"
                    + "|cannot be empty|forbids|not defined)"
                    + "|(?i:config(?:uration)? (?:validation|error|is invalid|invalid))"
                    + "|ZodError|pydantic\\S*ValidationError|KeyError: '" + NAME + "'");

    @Override
    public String id() {
        return "config-refused";
    }

    @Override
    public String purpose() {
        return "The log of a container that fails or is not ready says that its configuration is not accepted; in a project of"
                + " Docker Compose the variables, secrets and configs that the version changed are named.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        observed.containers().stream()
                .filter(sign -> sign.fails() || !sign.ready())
                .forEach(sign -> observed.logs(sign)
                        .flatMap(log -> last(log).stream())
                        .findFirst()
                        .ifPresent(told -> {
                            evidence.add(told.where() + ": " + Words.line(told.line()));
                            if (observed.project() != null) {
                                evidence.addAll(observed.project().comparison(sign.owner(), names(told.line())));
                            }
                        }));
        return cause(
                "a service refuses its configuration",
                evidence,
                "compare its variables and secret files with what the new version asks for: its release notes say which are"
                        + " new, renamed or no longer allowed",
                "set them in " + observed.place().settings()
                        + " and run `ratchet upgrade` again, to this version or a newer one; the databases stay as they are");
    }

    private record Told(String where, String line) {}

    private static Optional<Told> last(ContainerLog log) {
        return log.lines().stream()
                .filter(line -> SYMPTOM.matcher(line).find())
                .reduce((older, newer) -> newer)
                .map(line -> new Told(log.where(), line));
    }

    private static List<String> names(String line) {
        return VARIABLE.matcher(line)
                .results()
                .map(match -> match.group())
                .distinct()
                .toList();
    }
}
