package io.jenkins.plugins.ratchet.plan.kots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the admin console says of itself, of the version that is deployed and of the one to go to.
 *
 * @param console version of the console; null where its image does not tell
 * @param minConsole the oldest console that the target is made for; null where the vendor names none
 * @param current what is deployed, or was asked to be; null where nothing is
 * @param undone what the release is, where the console calls another version deployed, because a restore took it back
 *     behind the console's back; null where the two agree
 * @param helmFlags arguments that the vendor has the console's helm get
 * @param automatic what the console deploys by itself, in its own word; null where nothing
 * @param between versions that lie between the two, oldest first; for an older target those that it would undo
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KotsOutlook(
        String console,
        String minConsole,
        KotsVersion current,
        KotsVersion target,
        String undone,
        List<String> helmFlags,
        String automatic,
        List<KotsVersion> between) {
    public KotsOutlook {
        helmFlags = helmFlags == null ? List.of() : List.copyOf(helmFlags);
        between = between == null ? List.of() : List.copyOf(between);
    }

    @JsonIgnore
    public Optional<KotsVersion> deployed() {
        return Optional.ofNullable(current);
    }

    /** The version that a restore took back, although the console calls it deployed. */
    @JsonIgnore
    public Optional<KotsVersion> takenBack() {
        return undone == null ? Optional.empty() : deployed();
    }

    /** Required versions on the way, oldest first, and then the target: what is to be deployed one after another. */
    @JsonIgnore
    public List<KotsVersion> way() {
        return Stream.concat(between.stream().filter(KotsVersion::required), Stream.of(target))
                .toList();
    }
}
