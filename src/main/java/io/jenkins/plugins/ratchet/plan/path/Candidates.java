package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.released.Released;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import io.jenkins.plugins.ratchet.released.VersionSource;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The released versions of all sources, by the product's version. A registry or a git repository says tags only: where
 * these are the chart's versions and the product's are others, the few that matter are looked into.
 */
final class Candidates {
    private static final int MOST_DETAILS = 60;

    private final Map<String, Candidate> byVersion = new LinkedHashMap<>();
    private int details;

    private record Candidate(Released released, VersionSource source) {}

    /**
     * @param from what is deployed; null where nothing is
     */
    static Candidates of(List<ReleasedVersions.Answer> answers, ReleaseVersion from, ChartInfo target) {
        Candidates candidates = new Candidates();
        boolean differ = !target.product().equals(target.version());
        for (ReleasedVersions.Answer answer : answers) {
            boolean chartTags = differ
                    && answer.versions().stream().allMatch(each -> each.appVersion() == null)
                    && answer.find(target.version()).isPresent()
                    && answer.find(target.product()).isEmpty();
            for (Released released : answer.versions()) {
                candidates.add(
                        chartTags ? candidates.looked(answer.source(), released, from, target) : released,
                        answer.source());
            }
        }
        return candidates;
    }

    /** Chart versions are semantic ones. What cannot be told apart stays under the chart's own version. */
    private Released looked(VersionSource source, Released released, ReleaseVersion from, ChartInfo target) {
        VersionScheme charts = VersionScheme.of(VersionPolicy.DEFAULT);
        try {
            boolean between = !charts.isOlder(target.version(), released.version())
                    && (from == null || !charts.isOlder(released.version(), from.chartVersion()));
            return between && details++ < MOST_DETAILS ? source.detailed(released) : released;
        } catch (IllegalArgumentException e) {
            return released;
        }
    }

    /** Of several charts of one application the newest counts; which that is, the first source that has it says. */
    private void add(Released released, VersionSource source) {
        Candidate other = byVersion.get(released.product());
        if (other == null || other.source() == source && newer(released, other.released())) {
            byVersion.put(released.product(), new Candidate(released, source));
        }
    }

    private static boolean newer(Released one, Released other) {
        try {
            return VersionScheme.of(VersionPolicy.DEFAULT).isOlder(other.version(), one.version());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    List<String> versions() {
        return new ArrayList<>(byVersion.keySet());
    }

    /** Whether every version comes from somebody's downloads. */
    boolean partial() {
        return byVersion.values().stream().allMatch(each -> each.source().partial());
    }

    /** The chart's version of a product's version, where it is another. */
    Optional<String> chart(String version) {
        return find(version).map(each -> each.released().version());
    }

    /** An annotation of that version's chart. */
    Optional<String> annotation(String version, String name) {
        return find(version)
                .flatMap(each -> each.released().metadata().isMissingNode()
                        ? each.source().detailed(each.released()).annotation(name)
                        : each.released().annotation(name));
    }

    /** What is known of a version, dates included. */
    Optional<Released> detailed(String version) {
        return find(version)
                .map(each ->
                        each.released().created() == null ? each.source().detailed(each.released()) : each.released());
    }

    private Optional<Candidate> find(String version) {
        Candidate exact = byVersion.get(version);
        return exact != null
                ? Optional.of(exact)
                : byVersion.values().stream()
                        .filter(each -> each.released().is(version))
                        .findFirst();
    }
}
