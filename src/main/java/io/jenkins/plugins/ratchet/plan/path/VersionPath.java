package io.jenkins.plugins.ratchet.plan.path;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The way from the version that is deployed to the target, as the product's policy has it.
 *
 * @param policy how versions are stepped through, e.g. {@code each-minor}
 * @param from null where nothing is deployed
 * @param hops the versions to go to one after another, the target last; empty where the way cannot be told
 * @param sources who was asked for released versions, and what they have
 * @param problem why the way cannot be told; null where it can
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VersionPath(
        String policy, String from, String to, List<String> hops, List<SourceAnswer> sources, String problem) {

    /**
     * What one source of released versions said.
     *
     * @param newest the newest version that it has; null where it has none or did not answer
     * @param hasTarget whether it has the target
     * @param problem why it cannot be asked; null where it answered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SourceAnswer(String name, int versions, String newest, boolean hasTarget, String problem) {}

    public VersionPath {
        hops = hops == null ? List.of() : List.copyOf(hops);
        sources = sources == null ? List.of() : List.copyOf(sources);
    }

    /** Whether released versions lie between that may not be skipped. */
    @JsonIgnore
    public boolean skips() {
        return hops.size() > 1;
    }
}
