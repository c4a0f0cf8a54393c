package io.jenkins.plugins.ratchet.helm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a tag or the name of an archive ends with, as {@code jitera-helm-v26.05.12.1} does. */
public final class VersionInName {
    /** The words before it are as few as possible, and none where the name is a version from its start. */
    private static final Pattern NAME = Pattern.compile(
            "(?:(?<stem>.*?)[/_-])??(?<version>[vV]?[0-9]+(?:\\.[0-9]+)+(?:[-+][0-9A-Za-z.+-]+)?)", Pattern.DOTALL);

    private VersionInName() {}

    /** The version; empty where there is none. */
    public static Optional<String> of(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group("version")) : Optional.empty();
    }

    /** What stands before the version; empty where there is no version, or nothing before it. */
    public static Optional<String> stem(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.ofNullable(matcher.group("stem")) : Optional.empty();
    }
}
