package io.jenkins.plugins.ratchet.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image by where it is.
 *
 * @param host of the registry as the image names it, with its port where it has one
 * @param repository without the host
 * @param tag null where it has none
 * @param digest null where none is pinned; it counts before the tag
 */
public record ImageReference(String host, String repository, String tag, String digest) {
    private static final String DOCKER = "docker.io";
    private static final String DIGEST = "[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Fa-f0-9]{32,128}";
    private static final Pattern FORM = Pattern.compile("((?:[A-Za-z0-9.-]+|\\[[0-9a-f:]+])(?::\\d{1,5})?)/"
            + "([a-z0-9]+(?:(?:\\.|_{1,2}|-+|/)[a-z0-9]+)*)"
            + "(?::(\\w[\\w.-]{0,127}))?(?:@(" + DIGEST + "))?");

    /** Empty where the text cannot be the name of an image. */
    public static Optional<ImageReference> parse(String image) {
        Matcher form = FORM.matcher(canonical(image));
        return form.matches()
                ? Optional.of(new ImageReference(form.group(1), form.group(2), form.group(3), form.group(4)))
                : Optional.empty();
    }

    static boolean isDigest(String text) {
        return text.matches(DIGEST);
    }

    /** Where the registry answers: Docker's has another name for it. */
    String server() {
        return host.equals(DOCKER) ? "registry-1.docker.io" : host;
    }

    /** What its manifest is asked for by. */
    String version() {
        return digest == null ? tag : digest;
    }

    /** With the registry and the tag that a node adds where they are not named. */
    public static String canonical(String image) {
        String name = image.replaceFirst("^docker-pullable://", "").replaceFirst("^index\\.docker\\.io/", DOCKER + "/");
        int slash = name.indexOf('/');
        String host = slash < 0 ? "" : name.substring(0, slash);
        if (!host.contains(".") && !host.contains(":") && !host.equals("localhost")) {
            name = DOCKER + "/" + (slash < 0 ? "library/" : "") + name;
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.contains(":") || last.contains("@") ? name : name + ":latest";
    }
}
