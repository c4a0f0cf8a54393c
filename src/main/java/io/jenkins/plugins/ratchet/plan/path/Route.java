package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.version.Version;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Finds the versions that an upgrade has to go through. Asks nobody: what was released is handed in. */
final class Route {
    /** More stops than that are no way but a loop. */
    private static final int MOST = 100;

    private final VersionScheme scheme;
    private final String from;
    private final String to;

    Route(VersionScheme scheme, String from, String to) {
        this.scheme = scheme;
        this.from = from;
        this.to = to;
    }

    /**
     * One step at a time: of every step that was released in between the newest version, and then the target.
     *
     * @param parts how many numbers from the left tell one step from the next
     */
    List<String> everyStep(int parts, Collection<String> released) {
        Comparator<Version> step = step(parts);
        Version start = scheme.parse(from);
        Version end = scheme.parse(to);
        TreeMap<Version, String> newest = new TreeMap<>(step);
        for (String text : released) {
            Version version = read(text).orElse(null);
            if (version != null
                    && !version.isPreRelease()
                    && step.compare(start, version) < 0
                    && step.compare(version, end) < 0) {
                newest.merge(version, text, (one, other) -> scheme.isOlder(one, other) ? other : one);
            }
        }
        List<String> hops = new ArrayList<>(newest.values());
        hops.add(to);
        return hops;
    }

    /**
     * Whether no step can lie between the two, whatever was released: it is the same step, or the very next number.
     *
     * @param counted whether steps are counted up by one, as numbers are and days are not
     */
    boolean adjacent(int parts, boolean counted) {
        Version start = scheme.parse(from);
        Version end = scheme.parse(to);
        if (step(parts).compare(start, end) >= 0) {
            return true;
        }
        boolean sameBefore = step(parts - 1).compare(start, end) == 0;
        return counted
                && sameBefore
                && end.part(parts - 1).subtract(start.part(parts - 1)).equals(BigInteger.ONE);
    }

    /** Whether some released version is of the running one's step or older, so that none after it is missing. */
    boolean reachesBack(int parts, Collection<String> released) {
        Version start = scheme.parse(from);
        return released.stream()
                .flatMap(text -> read(text).stream())
                .anyMatch(version -> step(parts).compare(version, start) <= 0);
    }

    /**
     * Through the versions that may not be passed by.
     *
     * @param stops those that were listed
     * @param oldest the oldest version from which a version can be reached; empty where it does not say
     * @throws IllegalArgumentException where they contradict each other or cannot be read
     */
    List<String> throughStops(
            Collection<String> stops, Collection<String> released, Function<String, Optional<String>> oldest) {
        List<String> hops = new ArrayList<>(List.of(to));
        while (hops.size() < MOST) {
            String current = hops.get(0);
            Optional<String> needed = oldest.apply(current).filter(stop -> scheme.isOlder(from, stop));
            if (needed.filter(stop -> !scheme.isOlder(stop, current)).isPresent()) {
                throw new IllegalArgumentException(
                        "version " + current + " can be reached from " + needed.get() + " only, which is not older");
            }
            Optional<String> listed = stops.stream()
                    .filter(stop -> scheme.isOlder(from, stop) && scheme.isOlder(stop, current))
                    .max(scheme.comparator());
            Optional<String> before = needed.isPresent() && listed.isPresent()
                    ? Optional.of(scheme.isOlder(needed.get(), listed.get()) ? listed.get() : needed.get())
                    : needed.or(() -> listed);
            if (before.isEmpty()) {
                return hops;
            }
            hops.add(0, released(before.get(), current, released));
        }
        throw new IllegalArgumentException("the versions' own demands lead nowhere: " + String.join(", ", hops));
    }

    /** That version as it was released, or the next one that was. */
    private String released(String wanted, String before, Collection<String> released) {
        return released.stream()
                .filter(text ->
                        read(text).filter(version -> !version.isPreRelease()).isPresent())
                .filter(text -> !scheme.isOlder(text, wanted) && scheme.isOlder(text, before))
                .min(scheme.comparator())
                .orElse(wanted);
    }

    private Optional<Version> read(String text) {
        try {
            return Optional.of(scheme.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Comparator<Version> step(int parts) {
        return (one, other) -> {
            for (int i = 0; i < parts; i++) {
                int order = one.part(i).compareTo(other.part(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }
}
