package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lock on the state that somebody else holds, as Terraform tells of it.
 *
 * @param id names it to {@code terraform force-unlock}
 * @param who user and machine
 * @param operation what they do, e.g. {@code OperationTypeApply}
 * @param created since when, as Terraform writes it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StateLock(String id, String who, String operation, String created) {
    private static final Pattern FIELD = Pattern.compile("(?m)^[\\s│]*(ID|Who|Operation|Created):[ \\t]+(.+?)\\s*$");

    /** Empty where the text is about something else, or names nobody. */
    static Optional<StateLock> in(String text) {
        if (!text.contains("acquiring the state lock")) {
            return Optional.empty();
        }
        String[] found = new String[4];
        for (Matcher matcher = FIELD.matcher(text); matcher.find(); ) {
            switch (matcher.group(1)) {
                case "ID" -> found[0] = matcher.group(2);
                case "Who" -> found[1] = matcher.group(2);
                case "Operation" -> found[2] = matcher.group(2);
                default -> found[3] = matcher.group(2);
            }
        }
        // Whoever may not lock at all is told that, and of no holder.
        return found[0] == null && found[1] == null
                ? Optional.empty()
                : Optional.of(new StateLock(found[0], found[1], found[2], found[3]));
    }

    @Override
    public String toString() {
        return (who == null ? "somebody" : who)
                + (operation == null
                        ? ""
                        : " (" + operation.replace("OperationType", "").toLowerCase(Locale.ROOT) + ")")
                + (created == null ? "" : " since " + created);
    }
}
