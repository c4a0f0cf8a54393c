package io.jenkins.plugins.ratchet.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a MongoDB deployment is, or one that speaks its protocol, and how to log in, all settings resolved.
 *
 * @param name the name under {@code databases} in {@code ratchet.yaml}
 * @param srv whether the single host is looked up in the DNS ({@code mongodb+srv})
 * @param hosts each with its port, but for {@code srv}
 * @param user null where the server asks for none
 * @param options of the connection string as they were given, percent-encoded; {@code authSource} among them where there
 *     is a user
 * @param sslmode null where neither URL nor settings say anything; else {@code disable}, {@code require}, {@code
 *     verify-ca} or {@code verify-full}
 * @param sslrootcert PEM file of trusted certificate authorities; null for the usual ones
 * @param pod null where it is not in a pod that is reached by a port-forward
 */
public record MongoAddress(
        String name,
        boolean srv,
        List<String> hosts,
        String database,
        String user,
        String password,
        Map<String, String> options,
        String sslmode,
        String sslrootcert,
        DatabaseAddress.PodPort pod) {

    public MongoAddress {
        hosts = List.copyOf(hosts);
        options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** The same server and login, another database on it. */
    public MongoAddress withDatabase(String other) {
        return new MongoAddress(name, srv, hosts, other, user, password, options, sslmode, sslrootcert, pod);
    }

    /** As it is seen from inside of the pod that it is in, for programs that run there. */
    public MongoAddress insidePod() {
        String mode = sslmode == null || sslmode.equals("disable") ? sslmode : "require"; // no name would fit
        return new MongoAddress(
                name, false, List.of("localhost:" + pod.port()), database, user, password, options, mode, null, pod);
    }

    /**
     * A connection string without a database, so that it does not say what a program works on.
     *
     * @param withPassword whether it is a secret
     * @param withAuthorities whether it names {@link #sslrootcert}, which MongoDB's programs read and its Java driver does not
     */
    public String uri(boolean withPassword, boolean withAuthorities) {
        Map<String, String> all = new LinkedHashMap<>(options);
        if (sslmode != null) {
            all.keySet().removeIf(key -> key.toLowerCase(java.util.Locale.ROOT).matches("tls|ssl"));
            all.put("tls", Boolean.toString(!sslmode.equals("disable")));
            if (sslmode.equals("require")) {
                all.put("tlsInsecure", "true");
            } else if (sslmode.equals("verify-ca")) {
                all.put("tlsAllowInvalidHostnames", "true");
            }
            if (withAuthorities && sslrootcert != null && sslmode.startsWith("verify")) {
                all.put("tlsCAFile", encoded(sslrootcert));
            }
        }
        String login = user == null
                ? ""
                : encoded(user) + (withPassword && password != null ? ":" + encoded(password) : "") + "@";
        return (srv ? "mongodb+srv://" : "mongodb://") + login + String.join(",", hosts) + "/"
                + all.entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining("&", all.isEmpty() ? "" : "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The hosts as people name them, sorted; the same in every run, which this end of a port-forward is not. */
    public String namedHosts() {
        return pod == null ? String.join(",", new TreeSet<>(hosts)) : "pod/" + pod.name() + ":" + pod.port();
    }

    /**
     * What tells this deployment from others. MongoDB has nothing of its own that every user may read, so it is the
     * address; a server of another kind at the same address is told apart by its data only.
     */
    public String server() {
        return (srv ? "srv:" : "address:") + namedHosts();
    }

    /** For messages; without the password. */
    @Override
    public String toString() {
        return (user == null ? "" : user + "@") + namedHosts() + "/" + database;
    }
}
