package io.jenkins.plugins.ratchet.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of {@code postgresql://user@host:port/database?sslmode=…}; each is null where the URL does not say it.
 *
 * <p>Not {@link java.net.URI}: it knows no host with an underscore, and such hosts are common in Compose projects.
 */
record ConnectionUrl(
        String host, Integer port, String database, String user, String password, String sslmode, String sslrootcert) {

    private static final Pattern SHAPE = Pattern.compile(
            "//(?:([^/?@]*)@)?" + "(\\[[0-9A-Fa-f:.%]+]|[^/?@:,\\[\\]]*)(?::(\\d{1,5}))?(?:/([^/?]*))?(?:\\?(.*))?");

    /** Empty where the text is no such URL; the text may hold a password, so no error repeats it. */
    static Optional<ConnectionUrl> parse(String text) {
        return parse(text, "(?:jdbc:)?postgres(?:ql)?");
    }

    /** As {@link #parse(String)}, for {@code redis://} and {@code rediss://}. */
    static Optional<ConnectionUrl> parseRedis(String text) {
        return parse(text, "rediss?");
    }

    private static Optional<ConnectionUrl> parse(String text, String scheme) {
        Matcher url = SHAPE.matcher(text.strip().replaceFirst("^" + scheme + ":", ""));
        if (!url.matches()) {
            return Optional.empty();
        }
        try {
            String login = url.group(1) == null ? "" : url.group(1);
            int colon = login.indexOf(':');
            return Optional.of(new ConnectionUrl(
                    part(url.group(2).replaceAll("[\\[\\]]", "")),
                    url.group(3) == null ? null : Integer.valueOf(url.group(3)),
                    part(url.group(4)),
                    part(colon < 0 ? login : login.substring(0, colon)),
                    colon < 0 ? null : part(login.substring(colon + 1)),
                    parameter(url.group(5), "sslmode"),
                    parameter(url.group(5), "sslrootcert")));
        } catch (IllegalArgumentException e) { // a stray percent sign
            return Optional.empty();
        }
    }

    private static String parameter(String query, String name) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).toLowerCase(Locale.ROOT).equals(name)) {
                return part(pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static String part(String encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return null;
        }
        // In a path or a user name a plus sign is itself, unlike in a form.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
