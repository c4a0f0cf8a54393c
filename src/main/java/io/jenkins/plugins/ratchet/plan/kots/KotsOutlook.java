package io.jenkins.plugins.ratchet.plan.kots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import java.util.List;
import java.util.Optional;

/**
 * What the admin console says of itself, of the version that is deployed and of the one to go to.
 *
 * @param console version of the console; null where its image does not tell
 * @param minConsole the oldest console that the target is made for; null where the vendor names none
 * @param current what is deployed, or was asked to be; null where nothing is
 * @param between versions that lie between the two, oldest first; for an older target those that it would undo
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KotsOutlook(
        String console, String minConsole, KotsVersion current, KotsVersion target, List<KotsVersion> between) {
    public KotsOutlook {
        between = between == null ? List.of() : List.copyOf(between);
    }

    @JsonIgnore
    public Optional<KotsVersion> deployed() {
        return Optional.ofNullable(current);
    }
}
