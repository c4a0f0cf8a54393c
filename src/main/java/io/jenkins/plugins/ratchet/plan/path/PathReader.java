package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.config.VersionPolicy.Scheme;
import io.jenkins.plugins.ratchet.config.VersionPolicy.Stepping;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.released.Released;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads which versions were released, and finds the way to the target and until when it is supported. */
public final class PathReader implements OutlookReader {
    private final ReleasedVersions released;

    public PathReader(ReleasedVersions released) {
        this.released = released;
    }

    @Override
    public Outlook read(Situation situation) {
        ReleaseVersion from = start(situation);
        ChartInfo target = situation.target();
        VersionPolicy policy = situation.config().versions();
        List<ReleasedVersions.Answer> answers = released.ask();
        Candidates candidates = Candidates.of(answers, from, target);
        return situation
                .outlook()
                .withPath(path(policy, from, target, answers, candidates))
                .withSupport(SupportWindow.of(policy, product(from), target, candidates));
    }

    /** Where the upgrade starts: one that was done already started before what is deployed now. */
    private static ReleaseVersion start(Situation situation) {
        return situation
                .open()
                .filter(open -> open.state() == UpgradeState.UPGRADED)
                .filter(open -> open.to()
                        .withRevision(0)
                        .equals(situation.target().target().withRevision(0)))
                .map(open -> open.from())
                .or(() -> situation.deployed().map(Release::version))
                .orElse(null);
    }

    private static String product(ReleaseVersion version) {
        return version == null ? null : version.appVersion() == null ? version.chartVersion() : version.appVersion();
    }

    private static VersionPath path(
            VersionPolicy policy,
            ReleaseVersion deployed,
            ChartInfo target,
            List<ReleasedVersions.Answer> answers,
            Candidates candidates) {
        String from = product(deployed);
        String to = target.product();
        List<String> hops = List.of();
        String problem = null;
        String note = null;
        try {
            hops = from == null ? List.of(to) : hops(policy, from, target, candidates);
            note = note(policy, from, to, candidates);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        return new VersionPath(
                policy.stepping().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                from,
                to,
                hops.stream()
                        .map(version -> version.equals(to)
                                ? new VersionPath.Hop(to, target.version())
                                : new VersionPath.Hop(
                                        version, candidates.chart(version).orElse(null)))
                        .toList(),
                answers.stream()
                        .map(answer -> answer(answer, target, VersionScheme.of(policy)))
                        .toList(),
                problem,
                note);
    }

    /** @throws IllegalArgumentException why the way cannot be told */
    private static List<String> hops(VersionPolicy policy, String from, ChartInfo target, Candidates candidates) {
        String to = target.product();
        VersionScheme scheme = VersionScheme.of(policy);
        Route route = new Route(scheme, from, to);
        if (policy.stepping() == Stepping.ANY || !scheme.isOlder(from, to)) {
            return List.of(to);
        }
        if (policy.stepping() == Stepping.REQUIRED_STOPS) {
            return route.throughStops(
                    policy.stops(),
                    candidates.versions(),
                    version -> policy.stopAnnotation() == null
                            ? Optional.empty()
                            : version.equals(to)
                                    ? target.annotation(policy.stopAnnotation())
                                    : candidates.annotation(version, policy.stopAnnotation()));
        }
        int parts = policy.stepParts();
        List<String> hops = route.everyStep(parts, candidates.versions());
        boolean known = hops.size() > 1
                || route.adjacent(parts, policy.scheme() != Scheme.date)
                || route.reachesBack(parts, candidates.versions());
        if (!known) {
            throw new IllegalArgumentException(
                    candidates.versions().isEmpty()
                            ? "nobody says which versions were released between " + from + " and " + to
                            : "the known versions begin after the running one: nobody says which were released between "
                                    + from + " and " + to);
        }
        return hops;
    }

    private static String note(VersionPolicy policy, String from, String to, Candidates candidates) {
        boolean everyStep = policy.stepping() == Stepping.EACH_MINOR || policy.stepping() == Stepping.EACH_MAJOR;
        if (from == null || !everyStep || !candidates.partial()) {
            return null;
        }
        return new Route(VersionScheme.of(policy), from, to)
                        .adjacent(policy.stepParts(), policy.scheme() != Scheme.date)
                ? null
                : "only charts that were downloaded are known; compare with the vendor's list of releases";
    }

    private static VersionPath.SourceAnswer answer(
            ReleasedVersions.Answer answer, ChartInfo target, VersionScheme scheme) {
        return new VersionPath.SourceAnswer(
                answer.source().name(),
                answer.versions().size(),
                newest(answer.versions(), scheme).orElse(null),
                answer.required(),
                answer.find(target.product()).isPresent()
                        || answer.find(target.version()).isPresent()
                        || target.label() != null && answer.find(target.label()).isPresent(),
                answer.problem());
    }

    /** The newest that is no pre-release and can be read; where there is none, the newest of what can be read at all. */
    static Optional<String> newest(List<Released> versions, VersionScheme scheme) {
        List<String> readable = new ArrayList<>();
        for (Released version : versions) {
            try {
                scheme.parse(version.product());
                readable.add(version.product());
            } catch (IllegalArgumentException e) {
                continue; // a tag such as latest is no version
            }
        }
        List<String> finished = readable.stream()
                .filter(version -> !scheme.parse(version).isPreRelease())
                .toList();
        return (finished.isEmpty() ? readable : finished).stream().max(scheme.comparator());
    }
}
