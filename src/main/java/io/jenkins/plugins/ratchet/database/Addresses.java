package io.jenkins.plugins.ratchet.database;

import io.jenkins.plugins.ratchet.cluster.PodForwards;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.DatabaseAddress.PodPort;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves what {@code ratchet.yaml} says about a connection into an address that one can connect to. */
public final class Addresses {
    private static final int DEFAULT_PORT = 5432;
    private static final int DEFAULT_REDIS_PORT = 6379;
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Of any scheme, with several hosts too, e.g. {@code mongodb://user@a:27017,b:27017/name}. */
    private static final Pattern ANY_URL = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.:-]*://(?:[^/@:]*(?::(?<password>[^/@]*))?@)?(?<hosts>[^/?@]+)(?:[/?].*)?");

    private final Settings settings;

    public Addresses(Settings settings) {
        this.settings = settings;
    }

    /** Where the database is. The parts of the URL come first, the single settings override them. */
    public DatabaseAddress of(Database database) {
        String key = "databases." + database.name() + ".connection";
        return resolve(database.name(), required(database, key), key, null);
    }

    /**
     * Where its scratch database is to be made; empty where that is the same server with the same login. What {@code
     * scratch} does not say is taken from the connection, except that a password never goes to another host or user.
     */
    public Optional<DatabaseAddress> scratchOf(Database database) {
        return beside(
                database, database.scratch() == null ? null : database.scratch().at(), "scratch");
    }

    /** Where a restore to a new instance goes, as {@link #scratchOf}; empty where no other place was named. */
    public Optional<DatabaseAddress> restoreOf(Database database) {
        return beside(database, database.restore(), "restore");
    }

    /**
     * The hosts that the connection of a store of any kind names, without ports; empty where it has no connection.
     *
     * @throws RunException where a setting has no value
     */
    public List<String> hostsOf(Database database) {
        Connection connection = database.connection();
        if (connection == null) {
            return List.of();
        }
        String key = "databases." + database.name() + ".connection";
        if (connection.url() == null || connection.host() != null) {
            return List.of(settings.require(connection.host(), key + ".host"));
        }
        Matcher url = ANY_URL.matcher(settings.require(connection.url(), key + ".url"));
        if (!url.matches()) {
            throw RunException.usage(key + ".url names no host (its value is not shown)");
        }
        if (url.group("password") != null) {
            settings.findSecret(Setting.of(url.group("password")));
        }
        return Arrays.stream(url.group("hosts").split(","))
                .map(host -> host.replaceAll("(?<=[^:]):[0-9]+$", ""))
                .toList();
    }

    /**
     * What the connection of a store of any kind says, setting by setting: url, host, port, database, user, password,
     * each where it is given. Password and URL may be secret.
     */
    public Map<String, String> settingsOf(Database database) {
        Map<String, String> found = new TreeMap<>();
        Connection connection = database.connection();
        if (connection != null) {
            hostsOf(database); // a password in a URL is remembered as a secret
            settings.find(connection.url()).ifPresent(value -> found.put("url", value));
            settings.find(connection.host()).ifPresent(value -> found.put("host", value));
            settings.find(connection.port()).ifPresent(value -> found.put("port", value));
            settings.find(connection.database()).ifPresent(value -> found.put("database", value));
            settings.find(connection.user()).ifPresent(value -> found.put("user", value));
            settings.findSecret(connection.password()).ifPresent(value -> found.put("password", value));
        }
        return found;
    }

    /** Where a restore of a Redis server to a new instance goes; empty where no place was named. */
    public Optional<RedisAddress> redisRestoreOf(Database database) {
        return database.restore() == null
                ? Optional.empty()
                : Optional.of(redis(database.name(), database.restore(), "databases." + database.name() + ".restore"));
    }

    /**
     * Where the Redis server is. {@code rediss://} means {@code sslmode: verify-full}, unless the setting says less;
     * libpq's {@code allow} and {@code prefer} have no counterpart.
     */
    public RedisAddress redis(Database database) {
        String key = "databases." + database.name() + ".connection";
        return redis(database.name(), required(database, key), key);
    }

    /** As {@link #redis(Database)}, of a connection at another place; {@code pod} reaches it through a port-forward. */
    public RedisAddress redis(String name, Connection connection, String key) {
        String text = connection.url() == null ? "" : settings.require(connection.url(), key + ".url");
        ConnectionUrl url = connection.url() == null
                ? new ConnectionUrl(null, null, null, null, null, null, null)
                : checked(ConnectionUrl.parseRedis(text), connection.url(), key + ".url", "redis://user@host:port");
        boolean tls = text.strip().startsWith("rediss:");
        String sslmode =
                sslmode(connection.sslmode(), key + ".sslmode", url.sslmode(), tls ? "verify-full" : "disable");
        if (sslmode.equals("allow") || sslmode.equals("prefer") || tls && sslmode.equals("disable")) {
            throw RunException.usage(key + ".sslmode is " + sslmode + (tls ? " and the url rediss://" : "")
                    + ": for Redis it is one of disable, require, verify-ca, verify-full");
        }
        int port = port(connection.port(), key + ".port", url.port(), DEFAULT_REDIS_PORT);
        Optional<PodForwards.Forward> forward =
                settings.find(connection.pod()).map(pod -> settings.forward(pod, port, key + ".pod"));
        return new RedisAddress(
                name,
                forward.isPresent() ? PodForwards.HOST : text(connection.host(), key + ".host", url.host(), null),
                forward.map(PodForwards.Forward::localPort).orElse(port),
                optional(connection.user(), url.user(), null),
                settings.findSecret(connection.password()).orElse(url.password()),
                sslmode.equals("disable") ? null : sslmode,
                optional(connection.sslrootcert(), url.sslrootcert(), null));
    }

    /** Where the MongoDB deployment is. */
    public MongoAddress mongo(Database database) {
        String key = "databases." + database.name() + ".connection";
        return new MongoAddresses(settings).resolve(database.name(), required(database, key), key, null);
    }

    /** Where MongoDB's scratch database is to be made, as {@link #scratchOf}. */
    public Optional<MongoAddress> mongoScratch(Database database) {
        return mongoBeside(
                database, database.scratch() == null ? null : database.scratch().at(), "scratch");
    }

    /** Where a restore of MongoDB to a new instance goes, as {@link #restoreOf}. */
    public Optional<MongoAddress> mongoRestore(Database database) {
        return mongoBeside(database, database.restore(), "restore");
    }

    private Optional<MongoAddress> mongoBeside(Database database, Connection connection, String key) {
        return Optional.ofNullable(connection)
                .map(beside -> new MongoAddresses(settings)
                        .resolve(database.name(), beside, "databases." + database.name() + "." + key, mongo(database)));
    }

    static void refuseLiteral(Setting url, String key) {
        if (url.literal() != null) {
            throw RunException.usage(
                    key + " holds a password: take it out and name its source under password (env, file or secret)");
        }
    }

    private static Connection required(Database database, String key) {
        if (database.connection() == null) {
            throw RunException.usage(
                    key + " is missing: say how to connect to the database, e.g. url or host, database" + " and user");
        }
        return database.connection();
    }

    private Optional<DatabaseAddress> beside(Database database, Connection connection, String key) {
        return connection == null
                ? Optional.empty()
                : Optional.of(
                        resolve(database.name(), connection, "databases." + database.name() + "." + key, of(database)));
    }

    private DatabaseAddress resolve(String name, Connection connection, String key, DatabaseAddress base) {
        ConnectionUrl url = url(connection.url(), key + ".url");
        PodForwards.Forward forward = forward(connection, key, url, base);
        String host = forward != null
                ? PodForwards.HOST
                : text(connection.host(), key + ".host", url.host(), base == null ? null : base.host());
        String database =
                text(connection.database(), key + ".database", url.database(), base == null ? null : base.database());
        String user = text(connection.user(), key + ".user", url.user(), base == null ? null : base.user());
        if (host.startsWith("/")) {
            throw RunException.usage(key + ".host is a directory (" + host
                    + "): Unix sockets are not supported, name a host that listens on TCP");
        }
        PodPort pod = forward == null ? null : new PodPort(forward.pod(), forward.podPort());
        boolean sameHost = base != null
                && base.host().equals(host)
                && (base.pod() == null
                        ? pod == null
                        : pod != null && base.pod().name().equals(pod.name()));
        int port = forward != null
                ? forward.localPort()
                : port(connection.port(), key + ".port", url.port(), sameHost ? base.port() : DEFAULT_PORT);
        boolean sameLogin = sameHost && base.port() == port && base.user().equals(user);
        String password = settings.findSecret(connection.password())
                .orElse(url.password() != null ? url.password() : sameLogin ? base.password() : null);
        return new DatabaseAddress(
                name,
                host,
                port,
                database,
                user,
                password,
                sslmode(connection.sslmode(), key + ".sslmode", url.sslmode(), base == null ? null : base.sslmode()),
                optional(connection.sslrootcert(), url.sslrootcert(), base == null ? null : base.sslrootcert()),
                pod);
    }

    /** Null where the server is at a host. */
    private PodForwards.Forward forward(Connection connection, String key, ConnectionUrl url, DatabaseAddress base) {
        String own = settings.find(connection.pod()).orElse(null);
        boolean atHost = connection.host() != null || url.host() != null;
        PodPort inherited = own != null || atHost || base == null ? null : base.pod();
        if (own == null && inherited == null) {
            return null;
        }
        int port =
                port(connection.port(), key + ".port", url.port(), inherited == null ? DEFAULT_PORT : inherited.port());
        return settings.forward(inherited == null ? own : inherited.name(), port, key + ".pod");
    }

    private ConnectionUrl url(Setting setting, String key) {
        if (setting == null) {
            return new ConnectionUrl(null, null, null, null, null, null, null);
        }
        return checked(
                ConnectionUrl.parse(settings.require(setting, key)),
                setting,
                key,
                "postgresql://user@host:port/database");
    }

    private ConnectionUrl checked(Optional<ConnectionUrl> parsed, Setting setting, String key, String form) {
        ConnectionUrl url = parsed.orElseThrow(
                () -> RunException.usage(key + " is not of the form " + form + " (its value is not shown)"));
        if (url.password() != null) {
            settings.findSecret(Setting.of(url.password()));
            refuseLiteral(setting, key);
        }
        return url;
    }

    private String text(Setting setting, String key, String fromUrl, String inherited) {
        String value = optional(setting, fromUrl, inherited);
        if (value == null || value.isEmpty()) {
            return settings.require(setting, key); // says why it has no value
        }
        return value;
    }

    private String optional(Setting setting, String fromUrl, String inherited) {
        return settings.find(setting).orElse(fromUrl != null ? fromUrl : inherited);
    }

    private int port(Setting setting, String key, Integer fromUrl, int inherited) {
        return port(settings.find(setting).orElse(null), key, fromUrl, inherited);
    }

    static int port(String text, String key, Integer fromUrl, int inherited) {
        if (text == null) {
            return fromUrl != null ? fromUrl : inherited;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw RunException.usage(key + " is " + text + ": expected a port number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private String sslmode(Setting setting, String key, String fromUrl, String inherited) {
        String mode = optional(setting, fromUrl, inherited);
        if (mode != null && !SSL_MODES.contains(mode)) {
            throw RunException.usage(key + " is " + mode + ": expected one of " + String.join(", ", SSL_MODES));
        }
        return mode;
    }
}
