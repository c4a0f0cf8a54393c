package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Place;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What holds for databases, their connections and the settings in them. */
final class DatabaseRules {
    /** Databases name directories of a backup, so nothing that a path could use. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SECRET = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern RECIPIENT = Pattern.compile("age1[02-9ac-hj-np-z]{58}");
    private static final Pattern WRITER =
            Pattern.compile("(deployment|statefulset|cronjob)/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final List<String> SOURCES = List.of("literal", "env", "file", "secret", "values");
    private static final List<String> SSLMODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final int HIGHEST_PORT = 65_535;

    private DatabaseRules() {}

    /** Names of the databases that understand SQL. */
    static Set<String> sqlNames(Mapping config) {
        Set<String> names = new TreeSet<>();
        for (Mapping database : config.mappings("databases")) {
            if (isPostgres(database)) {
                names.add(database.text("name"));
            }
        }
        return names;
    }

    /** Names of the Redis servers that can be connected to. */
    static Set<String> redisNames(Mapping config) {
        Set<String> names = new TreeSet<>();
        for (Mapping database : config.mappings("databases")) {
            if ("redis".equals(database.text("kind")) && database.mapping("connection") != null) {
                names.add(database.text("name"));
            }
        }
        return names;
    }

    private static boolean isPostgres(Mapping database) {
        return !database.has("kind") || database.text("kind").equals("postgres");
    }

    static void check(List<Mapping> databases) {
        for (Mapping database : databases) {
            String name = ConfigRules.required(database, "name");
            if (!NAME.matcher(name).matches()) {
                throw database.placeOf("name")
                        .error(YamlNode.quoted(name)
                                + " is no name for a database: letters, digits, - and _, at most 63 characters");
            }
            Mapping connection = database.mapping("connection");
            boolean postgres = isPostgres(database);
            boolean manual = "manual".equals(database.text("method"));
            MethodRules.check(database);
            boolean elsewhere = database.has("method")
                    && MethodRules.BLOCKS.contains(database.text("method"))
                    && !"job".equals(database.text("method")); // its dump is like any other
            if (connection == null && postgres && !manual && !elsewhere) {
                throw database.place().errorAbout("connection", "is missing; it says how " + name + " is reached");
            }
            if (connection != null) {
                connection(connection);
                if (postgres && !connection.has("url")) {
                    for (String key : List.of("host", "database", "user")) {
                        if (!connection.has(key) && !(key.equals("host") && connection.has("pod"))) {
                            throw connection.place().errorAbout(key, "is missing; give it, or a url that has it");
                        }
                    }
                }
            }
            secrets(database, name, manual);
            if ("redis".equals(database.text("kind")) && !elsewhere) {
                for (String key : List.of("scratch", "schemaVersion")) {
                    if (database.has(key)) {
                        throw database.keys().get(key).error("has no meaning for redis");
                    }
                }
            }
            if ("mongodb".equals(database.text("kind")) && database.has("schemaVersion")) {
                throw database.keys().get("schemaVersion").error("is a query in SQL and has no meaning for mongodb");
            }
            exec(database, name, connection);
            if (database.text("scratch") != null && !postgres) {
                throw database.placeOf("scratch").error("local goes with kind postgres only");
            }
            for (String other : List.of("scratch", "restore")) {
                if (database.mapping(other) != null) {
                    connection(database.mapping(other));
                }
            }
            for (YamlNode writer : database.items("writers")) {
                String text = ((Scalar) writer).text();
                if (!WRITER.matcher(text).matches()) {
                    throw writer.place()
                            .error(YamlNode.quoted(text)
                                    + " is no workload that can be stopped; expected deployment/NAME, statefulset/NAME or"
                                    + " cronjob/NAME");
                }
            }
        }
    }

    /** What kind secrets needs, and what goes with no other kind. */
    private static void secrets(Mapping database, String name, boolean manual) {
        boolean kind = "secrets".equals(database.text("kind"));
        Mapping secrets = database.mapping("secrets");
        String proof = database.text("proof");
        boolean ofSecrets = "decrypt".equals(proof) || "written".equals(proof);
        if (proof != null && ofSecrets != kind) {
            throw database.placeOf("proof")
                    .error(
                            kind
                                    ? YamlNode.quoted(proof)
                                            + " does not go with kind secrets; expected decrypt or written"
                                    : YamlNode.quoted(proof) + " goes with kind secrets only");
        }
        if (!kind || manual) {
            if (secrets != null) {
                throw database.keys().get("secrets").error("goes with kind secrets and method dump only");
            }
            return;
        }
        if (secrets == null) {
            if ("dump".equals(database.text("method"))) {
                throw database.place()
                        .errorAbout("secrets", "is missing; it says for whom the backup of " + name + " is encrypted");
            }
            return;
        }
        if (secrets.items("recipients").isEmpty()) {
            throw secrets.place()
                    .errorAbout(
                            "recipients",
                            "is missing; Secrets are never written in clear, so name at least one public key (age1…)");
        }
        for (YamlNode item : secrets.items("recipients")) {
            String text = ((Scalar) item).text();
            if (text.startsWith("AGE-SECRET-KEY-")) {
                throw item.place().error("holds a private key; give the public one (age1…), and revoke this key");
            }
            if (!RECIPIENT.matcher(text).matches()) {
                throw item.place()
                        .error(YamlNode.quoted(text)
                                + " is no recipient of age; expected a public X25519 key, age1 and 58 characters");
            }
        }
        for (YamlNode item : secrets.items("names")) {
            if (!SECRET.matcher(((Scalar) item).text()).matches()) {
                throw item.place()
                        .error(YamlNode.quoted(((Scalar) item).text()) + " is no name of a Kubernetes Secret");
            }
        }
        Mapping identity = secrets.mapping("identity");
        if (secrets.has("identity") && identity == null) {
            throw secrets.placeOf("identity").error("holds a secret in clear text; " + Secrecy.INSTEAD);
        }
        if (identity != null) {
            setting(identity);
            if (identity.has("literal") || identity.has("default") || identity.has("values")) {
                throw secrets.placeOf("identity").error("holds a secret in clear text; " + Secrecy.INSTEAD);
            }
        }
        if (identity == null && !"written".equals(proof)) {
            throw database.place()
                    .errorAbout(
                            "proof",
                            "is missing; without secrets.identity nothing can be decrypted: give it, or say `proof:"
                                    + " written` to accept a backup that nobody has decrypted");
        }
        if (identity != null && "written".equals(proof)) {
            throw secrets.placeOf("identity").error("has no use beside `proof: written`; leave out one of them");
        }
    }

    private static void exec(Mapping database, String name, Mapping connection) {
        boolean exec = "exec".equals(database.text("method"));
        boolean inPods = isPostgres(database) || "mongodb".equals(database.text("kind"));
        if (exec && !inPods) {
            throw database.placeOf("method").error("exec goes with kind postgres and kind mongodb only");
        }
        if (!inPods && connection != null && connection.has("pod")) {
            throw connection.keys().get("pod").error("goes with kind postgres and kind mongodb only");
        }
        if (exec && (connection == null || !connection.has("pod"))) {
            throw (connection == null ? database : connection)
                    .place()
                    .errorAbout(
                            connection == null ? "connection" : "pod",
                            "is missing; method exec runs " + (isPostgres(database) ? "pg_dump" : "mongodump") + " of "
                                    + name + " there");
        }
        if ("base".equals(database.text("method"))) {
            if (!isPostgres(database)) {
                throw database.placeOf("method").error("base goes with kind postgres only");
            }
            if (database.has("scratch")) {
                throw database.keys()
                        .get("scratch")
                        .error("has no meaning for method base, whose proof always starts a server on this machine");
            }
        }
        if (!exec && database.has("exec")) {
            throw database.keys().get("exec").error("goes with method exec only");
        }
    }

    static void connection(Mapping connection) {
        if (connection.has("pod") && connection.has("host")) {
            throw connection
                    .keys()
                    .get("host")
                    .error("does not go with pod: the server is either at a host or in a pod");
        }
        for (String key : connection.entries().keySet()) {
            if (connection.mapping(key) != null) {
                setting(connection.mapping(key));
            }
        }
        if (connection.text("url") != null) {
            ConfigRules.address(
                    connection, "url", Set.of("postgres", "postgresql", "mongodb", "mongodb+srv", "redis", "rediss"));
        }
        String port = connection.text("port");
        if (port != null
                && (!port.matches("[0-9]{1,5}")
                        || Integer.parseInt(port) < 1
                        || Integer.parseInt(port) > HIGHEST_PORT)) {
            throw connection.placeOf("port").error(YamlNode.quoted(port) + " is no TCP port");
        }
        String sslmode = connection.text("sslmode");
        if (sslmode != null && !SSLMODES.contains(sslmode)) {
            throw connection
                    .placeOf("sslmode")
                    .error(YamlNode.quoted(sslmode) + " is not one of " + String.join(", ", SSLMODES));
        }
    }

    /** One source, and what belongs to it. */
    static void setting(Mapping setting) {
        String source = ConfigRules.exactlyOne(setting, SOURCES);
        Place place = setting.placeOf(source);
        String text = setting.text(source);
        if (source.equals("secret") && !setting.has("key")) {
            throw setting.place().errorAbout("key", "is missing; it says which entry of the Secret holds the value");
        }
        if (!source.equals("secret") && setting.has("key")) {
            throw setting.keys().get("key").error("goes with secret only");
        }
        if (source.equals("secret") && !SECRET.matcher(text).matches()) {
            throw place.error(YamlNode.quoted(text) + " is no name of a Kubernetes Secret");
        }
        if (source.equals("env") && !ENVIRONMENT.matcher(text).matches()) {
            throw place.error(YamlNode.quoted(text) + " is no name of an environment variable");
        }
        if (source.equals("values") && text.startsWith("values.")) {
            throw place.error("leave out the leading `values.`: the path starts at the top of the values");
        }
        if (source.equals("literal") && setting.has("default")) {
            throw setting.keys().get("default").error("has no use beside literal");
        }
    }
}
