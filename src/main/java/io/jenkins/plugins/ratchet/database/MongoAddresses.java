package io.jenkins.plugins.ratchet.database;

import io.jenkins.plugins.ratchet.cluster.PodForwards;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves connections to MongoDB. The parts of the URL come first, the single settings override them. */
final class MongoAddresses {
    private static final int DEFAULT_PORT = 27017;
    private static final List<String> SSL_MODES = List.of("disable", "require", "verify-ca", "verify-full");

    private final Settings settings;

    MongoAddresses(Settings settings) {
        this.settings = settings;
    }

    /**
     * @param key names the connection in errors
     * @param base gives what the connection does not say; null where it stands alone. A password never goes to another
     *     host or user
     */
    MongoAddress resolve(String name, Connection connection, String key, MongoAddress base) {
        MongoUrl url = url(connection.url(), key + ".url");
        PodForwards.Forward forward = forward(connection, key);
        List<String> hosts = hosts(connection, key, url, base, forward);
        boolean inherited =
                base != null && connection.host() == null && url.hosts().isEmpty() && forward == null;
        boolean srv = inherited ? base.srv() : url.srv() && connection.host() == null && forward == null;
        String user = optional(connection.user(), url.user(), base == null ? null : base.user());
        boolean sameLogin = base != null
                && base.hosts().equals(hosts)
                && base.srv() == srv
                && java.util.Objects.equals(base.user(), user);
        String password = settings.findSecret(connection.password())
                .orElse(url.password() != null ? url.password() : sameLogin ? base.password() : null);
        if (password != null) {
            // so that it is masked in the form that a connection string has it in, too
            settings.findSecret(Setting.of(
                    URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20")));
        }
        return new MongoAddress(
                name,
                srv,
                hosts,
                database(connection, key, url, base),
                user,
                password,
                options(url, srv, user, forward != null, inherited ? base : null),
                sslmode(connection.sslmode(), key + ".sslmode", base == null ? null : base.sslmode()),
                optional(connection.sslrootcert(), null, base == null ? null : base.sslrootcert()),
                forward == null
                        ? inherited ? base.pod() : null
                        : new DatabaseAddress.PodPort(forward.pod(), forward.podPort()));
    }

    private List<String> hosts(
            Connection connection, String key, MongoUrl url, MongoAddress base, PodForwards.Forward forward) {
        if (forward != null) {
            return List.of(PodForwards.HOST + ":" + forward.localPort());
        }
        List<String> hosts = connection.host() != null
                ? List.of(settings.require(connection.host(), key + ".host").split(","))
                : url.hosts();
        if (hosts.isEmpty()) {
            if (base == null) {
                settings.require(connection.host(), key + ".host"); // says why it has no value
            }
            return base.hosts();
        }
        int port = Addresses.port(settings.find(connection.port()).orElse(null), key + ".port", null, DEFAULT_PORT);
        return url.srv() && connection.host() == null
                ? hosts
                : hosts.stream()
                        .map(String::strip)
                        .map(host -> host.matches(".*[^:]:\\d{1,5}|\\[.*]:\\d{1,5}") ? host : host + ":" + port)
                        .toList();
    }

    /** Null where the server is at a host. */
    private PodForwards.Forward forward(Connection connection, String key) {
        String pod = settings.find(connection.pod()).orElse(null);
        if (pod == null) {
            return null;
        }
        int port = Addresses.port(settings.find(connection.port()).orElse(null), key + ".port", null, DEFAULT_PORT);
        return settings.forward(pod, port, key + ".pod");
    }

    private String database(Connection connection, String key, MongoUrl url, MongoAddress base) {
        String database = optional(connection.database(), url.database(), base == null ? null : base.database());
        if (database == null || database.isEmpty()) {
            return settings.require(connection.database(), key + ".database");
        }
        if (!database.matches("[^/\\\\. \"$*<>:|?\\x00]{1,63}")) {
            throw RunException.usage(key + ".database is " + database + ", which is no name of a MongoDB database");
        }
        return database;
    }

    /**
     * Which database knows the user is told by {@code authSource}, else by the URL's database, else it is {@code admin}. It
     * is written out, because the programs work on another database than the URL's. A {@code mongodb+srv} host may say it
     * in the DNS.
     */
    private static Map<String, String> options(
            MongoUrl url, boolean srv, String user, boolean inPod, MongoAddress inherited) {
        Map<String, String> options = new LinkedHashMap<>();
        if (inherited != null) {
            options.putAll(inherited.options());
        }
        options.putAll(url.options());
        if (inPod) {
            options.keySet().removeIf(key -> key.equalsIgnoreCase("replicaSet"));
            options.put("directConnection", "true"); // the other members are not behind this port
        }
        boolean named = options.keySet().stream()
                .anyMatch(key -> key.equalsIgnoreCase("authSource") || key.equalsIgnoreCase("authMechanism"));
        if (user != null && !srv && !named) {
            String source = url.database() == null ? "admin" : url.database();
            options.put("authSource", URLEncoder.encode(source, StandardCharsets.UTF_8));
        }
        return options;
    }

    private MongoUrl url(Setting setting, String key) {
        if (setting == null) {
            return MongoUrl.NONE;
        }
        MongoUrl url = MongoUrl.parse(settings.require(setting, key))
                .orElseThrow(() -> RunException.usage(key + " is not of the form mongodb://user@host:port,host:port/"
                        + "database?replicaSet=… or mongodb+srv://user@host/database (its value is not shown)"));
        if (url.password() != null) {
            settings.findSecret(Setting.of(url.password()));
            Addresses.refuseLiteral(setting, key);
        }
        return url;
    }

    private String optional(Setting setting, String fromUrl, String inherited) {
        return settings.find(setting).orElse(fromUrl != null ? fromUrl : inherited);
    }

    private String sslmode(Setting setting, String key, String inherited) {
        String mode = optional(setting, null, inherited);
        if (mode != null && !SSL_MODES.contains(mode)) {
            throw RunException.usage(
                    key + " is " + mode + ": for MongoDB it is one of " + String.join(", ", SSL_MODES));
        }
        return mode;
    }
}
