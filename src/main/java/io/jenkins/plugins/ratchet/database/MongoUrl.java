package io.jenkins.plugins.ratchet.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of {@code mongodb://user@host:port,host:port/database?replicaSet=…} or {@code mongodb+srv://…}.
 *
 * @param hosts as they stand there, a port where one is given
 * @param options percent-encoded, in their order
 */
record MongoUrl(
        boolean srv, List<String> hosts, String database, String user, String password, Map<String, String> options) {
    static final MongoUrl NONE = new MongoUrl(false, List.of(), null, null, null, Map.of());

    private static final Pattern SHAPE =
            Pattern.compile("mongodb(\\+srv)?://(?:([^/?@]*)@)?([^/?@]+)" + "(?:/([^/?]*))?(?:\\?(.*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:,\\[\\]]+)(:\\d{1,5})?");

    /** Empty where the text is no such URL; the text may hold a password, so no error repeats it. */
    static Optional<MongoUrl> parse(String text) {
        Matcher url = SHAPE.matcher(text.strip());
        if (!url.matches()) {
            return Optional.empty();
        }
        List<String> hosts = List.of(url.group(3).split(",", -1));
        boolean srv = url.group(1) != null;
        if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())
                || srv && (hosts.size() > 1 || hosts.get(0).contains(":"))) {
            return Optional.empty();
        }
        try {
            String login = url.group(2) == null ? "" : url.group(2);
            int colon = login.indexOf(':');
            return Optional.of(new MongoUrl(
                    srv,
                    hosts,
                    part(url.group(4)),
                    part(colon < 0 ? login : login.substring(0, colon)),
                    colon < 0 ? null : part(login.substring(colon + 1)),
                    options(url.group(5))));
        } catch (IllegalArgumentException e) { // a stray percent sign
            return Optional.empty();
        }
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                options.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("no value");
            }
        }
        return options;
    }

    private static String part(String encoded) {
        return encoded == null || encoded.isEmpty()
                ? null
                : URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
