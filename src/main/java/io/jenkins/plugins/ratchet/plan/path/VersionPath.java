package io.jenkins.plugins.ratchet.plan.path;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way from the version that is deployed to the target, as the product's policy has it.
 *
 * @param policy how versions are stepped through, e.g. {@code each-minor}
 * @param from the product's version that is deployed; null where nothing is
 * @param to the product's version that is asked for
 * @param hops the versions to go to one after another, the target last; empty where the way cannot be told
 * @param sources who was asked for released versions, and what they have
 * @param problem why the way cannot be told; null where it can
 * @param note how far the way can be relied upon; null where there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VersionPath(
        String policy,
        String from,
        String to,
        List<Hop> hops,
        List<SourceAnswer> sources,
        String problem,
        String note) {

    /**
     * One version to go to.
     *
     * @param version of the product
     * @param chart the chart's version, which is what a repository is asked for; null where it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hop(String version, String chart) {

        /** What {@code --to} gets. */
        public String target() {
            return chart == null ? version : chart;
        }

        @Override
        public String toString() {
            return chart == null || chart.equals(version) ? version : version + " (chart " + chart + ")";
        }
    }

    /**
     * What one source of released versions said.
     *
     * @param newest the newest version that it has; null where it has none or did not answer
     * @param required whether the target must be there
     * @param hasTarget whether it has the target
     * @param problem why it cannot be asked; null where it answered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SourceAnswer(
            String name, int versions, String newest, boolean required, boolean hasTarget, String problem) {}

    public VersionPath {
        hops = hops == null ? List.of() : List.copyOf(hops);
        sources = sources == null ? List.of() : List.copyOf(sources);
    }

    /** Whether released versions lie between that may not be skipped. */
    @JsonIgnore
    public boolean skips() {
        return hops.size() > 1;
    }

    /** All versions on the way, spelled out: {@code 1.28.5 → 1.29.3 → 1.30.1}. */
    public String spelled() {
        return Stream.concat(Stream.ofNullable(from), hops.stream().map(Hop::toString))
                .collect(Collectors.joining(" → "));
    }
}
