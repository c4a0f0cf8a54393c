package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user's programs find in their environment, the only place where a secret is handed to them.
 *
 * @param secrets values that must not appear in what they print
 */
record CommandEnvironment(Map<String, String> variables, List<String> secrets) {
    private static final Pattern URL_PASSWORD = Pattern.compile("[^/]*//[^/@:]*:([^/@]+)@.*");
    private static final int SHORTEST_SECRET = 4;

    static CommandEnvironment of(BackupRequest request, String upgrade, String namespace, String release) {
        Database database = request.database();
        Map<String, String> variables = new TreeMap<>();
        List<String> secrets = new ArrayList<>();
        request.addresses().settingsOf(database).forEach((key, value) -> {
            variables.put("RATCHET_CONNECTION_" + key.toUpperCase(Locale.ROOT), value);
            if (key.equals("password")) {
                secrets.add(value);
            }
            Matcher url = URL_PASSWORD.matcher(value);
            if (key.equals("url") && url.matches()) {
                secrets.add(url.group(1));
                secrets.add(URLDecoder.decode(url.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        });
        if (database.kind() == Database.Kind.postgres && database.connection() != null) {
            variables.putAll(Postgres.environment(request.addresses().of(database)));
        }
        variables.put("RATCHET_UPGRADE", upgrade);
        variables.put("RATCHET_DATABASE", database.name());
        variables.put("RATCHET_KIND", database.kind().name());
        variables.put("RATCHET_RELEASE", release);
        variables.put("RATCHET_NAMESPACE", namespace);
        // Ratchet reads nothing that they say in words, so they may keep the user's language.
        String locale = System.getenv("LC_ALL");
        variables.put("LC_ALL", locale == null || locale.isEmpty() ? "C.UTF-8" : locale);
        return new CommandEnvironment(
                variables,
                secrets.stream()
                        .filter(secret -> secret.length() >= SHORTEST_SECRET)
                        .toList());
    }

    /** With what is known once the backup is under way. */
    Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(more);
        return all;
    }

    boolean holdsSecret(byte[] output) {
        String text = new String(output, StandardCharsets.UTF_8);
        return secrets.stream().anyMatch(text::contains);
    }
}
