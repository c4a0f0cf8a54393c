package io.jenkins.plugins.ratchet.version;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of any number of numeric parts, ordered as Semantic Versioning 2.0 orders three of them.
 *
 * <p>Missing parts are 0, so {@code 1.2} equals {@code 1.2.0}; leading zeros and a leading {@code v} do not count, so
 * {@code v26.05.12} equals {@code 26.5.12}; build metadata neither orders nor distinguishes. Numbers may be arbitrarily
 * long. Two versions are equal exactly where {@link #compareTo} says 0.
 */
public final class Version implements Comparable<Version> {
    /** Longer texts are no versions; the bound keeps arithmetic on hostile input cheap. */
    private static final int LONGEST = 256;

    private static final Pattern FORMAT = Pattern.compile("[vV]?(?<numbers>[0-9]+(?:\\.[0-9]+)*)"
            + "(?:-(?<pre>[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
            + "(?:\\+(?<build>[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private final String text;
    private final List<BigInteger> written;
    private final List<BigInteger> significant;
    private final List<String> preRelease;

    private Version(String text, List<BigInteger> written, List<String> preRelease) {
        this.text = text;
        this.written = List.copyOf(written);
        this.significant = withoutTrailingZeros(written);
        this.preRelease = List.copyOf(preRelease);
    }

    /** The version that a text denotes; empty where it denotes none. */
    static Optional<Version> read(String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<BigInteger> numbers = Arrays.stream(matcher.group("numbers").split("\\."))
                .map(BigInteger::new)
                .toList();
        String pre = matcher.group("pre");
        List<String> identifiers =
                pre == null ? List.of() : Arrays.stream(pre.split("\\.")).toList();
        return Optional.of(new Version(
                text, numbers, identifiers.stream().map(Version::canonical).toList()));
    }

    /** A version that stands for a position in a list. */
    static Version at(int position, String text) {
        return new Version(text, List.of(BigInteger.valueOf(position)), List.of());
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** How many numeric parts were written. */
    public int size() {
        return written.size();
    }

    /** A numeric part, counted from 0; 0 where none was written. */
    public BigInteger part(int index) {
        return index < written.size() ? written.get(index) : BigInteger.ZERO;
    }

    /** Whether it comes before the version of the same numbers. */
    public boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    @Override
    public int compareTo(Version other) {
        int length = Math.max(significant.size(), other.significant.size());
        for (int i = 0; i < length; i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        int common = Math.min(preRelease.size(), other.preRelease.size());
        for (int i = 0; i < common; i++) {
            int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    /** SemVer 2.0, 11.4: numbers by value and before words, words by their ASCII. */
    private static int compareIdentifiers(String a, String b) {
        boolean numberA = DIGITS.matcher(a).matches();
        boolean numberB = DIGITS.matcher(b).matches();
        if (numberA && numberB) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return numberA == numberB ? a.compareTo(b) : Boolean.compare(numberB, numberA);
    }

    private static String canonical(String identifier) {
        return DIGITS.matcher(identifier).matches() ? new BigInteger(identifier).toString() : identifier;
    }

    private static List<BigInteger> withoutTrailingZeros(List<BigInteger> numbers) {
        List<BigInteger> result = new ArrayList<>(numbers);
        while (!result.isEmpty() && result.get(result.size() - 1).signum() == 0) {
            result.remove(result.size() - 1);
        }
        return List.copyOf(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version
                && significant.equals(version.significant)
                && preRelease.equals(version.preRelease);
    }

    @Override
    public int hashCode() {
        return 31 * significant.hashCode() + preRelease.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
