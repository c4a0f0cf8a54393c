package io.jenkins.plugins.ratchet.version;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the versions of one product are written and ordered.
 *
 * <p>A text that is no version of the scheme is an {@link IllegalArgumentException} everywhere, never "equal" and never
 * "newer": a downgrade must not pass because nobody could read it.
 */
public final class VersionScheme {
    private static final Pattern LEADING_V = Pattern.compile("[vV][0-9]");

    private final VersionPolicy.Scheme scheme;
    private final List<String> list;
    private final Map<String, Integer> positions = new HashMap<>();

    private VersionScheme(VersionPolicy.Scheme scheme, List<String> list) {
        this.scheme = scheme;
        this.list = list;
        for (String version : list) {
            positions.putIfAbsent(withoutV(version), positions.size());
        }
    }

    /** The scheme that a configuration names. */
    public static VersionScheme of(VersionPolicy policy) {
        return new VersionScheme(policy.scheme(), policy.list());
    }

    /**
     * The version that a text denotes.
     *
     * @throws IllegalArgumentException says what was seen and what the scheme expects
     */
    public Version parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        (text == null ? "no version" : "version \"" + shortened(text) + "\"")
                                + " cannot be read: scheme " + scheme + " expects " + expected()));
    }

    /**
     * Negative where {@code a} is older than {@code b}, positive where it is newer, 0 where they are the same version.
     *
     * @throws IllegalArgumentException where one of them cannot be read
     */
    public int compare(String a, String b) {
        return parse(a).compareTo(parse(b));
    }

    /**
     * Whether {@code a} is older than {@code b}.
     *
     * @throws IllegalArgumentException where one of them cannot be read
     */
    public boolean isOlder(String a, String b) {
        return compare(a, b) < 0;
    }

    /** Oldest first; throws as {@link #compare} does. */
    public Comparator<String> comparator() {
        return this::compare;
    }

    private Optional<Version> find(String text) {
        return switch (scheme) {
            case semver -> Version.read(text);
            case calver -> Version.read(text).filter(VersionScheme::isCalver);
            case date -> Version.read(text).filter(VersionScheme::isDate);
            case list -> inList(text);
        };
    }

    private Optional<Version> inList(String text) {
        Integer position = text == null ? null : positions.get(withoutV(text));
        return Optional.ofNullable(position).map(at -> Version.at(at, text));
    }

    private static String withoutV(String text) {
        return LEADING_V.matcher(text).lookingAt() ? text.substring(1) : text;
    }

    /** More than one number: {@code 2025-1-10} must not pass as the year 2025 with a pre-release. */
    private static boolean isCalver(Version version) {
        return version.size() >= 2;
    }

    private static boolean isDate(Version version) {
        return (version.size() == 3 || version.size() == 4)
                && between(version.part(0), 0, 99)
                && between(version.part(1), 1, 12)
                && between(version.part(2), 1, 31);
    }

    private static boolean between(BigInteger number, int from, int to) {
        return number.compareTo(BigInteger.valueOf(from)) >= 0 && number.compareTo(BigInteger.valueOf(to)) <= 0;
    }

    private String expected() {
        return switch (scheme) {
            case semver -> "numbers separated by dots, e.g. 1.2.3, v1.2.3 or 1.2.3-rc.1";
            case calver -> "two or more numbers separated by dots, e.g. 2026.3.10";
            case date -> "year of two digits, month, day and at most a patch number, e.g. v26.05.12 or v26.05.12.1";
            case list -> "one of " + (list.size() > 12 ? list.size() + " listed versions" : String.join(", ", list));
        };
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    @Override
    public String toString() {
        return scheme.name();
    }
}
