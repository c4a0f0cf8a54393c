package io.jenkins.plugins.ratchet.rehearsal;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The variables by which a migration finds the copy: libpq's, and {@code DATABASE_URL}. */
final class CopyEnvironment {
    private CopyEnvironment() {}

    static Map<String, String> of(DatabaseAddress copy, Redaction redaction) {
        Map<String, String> environment = new HashMap<>(Postgres.environment(copy));
        environment.remove("PGAPPNAME"); // whoever is in the copy is told from ourselves
        String login = encoded(copy.user());
        if (copy.password() != null) {
            login += ":" + redaction.secret(encoded(copy.password()));
        }
        String place = copy.unixSocket()
                ? "/" + encoded(copy.database()) + "?host=" + encoded(copy.host()) + "&port=" + copy.port()
                : (copy.host().contains(":") ? "[" + copy.host() + "]" : copy.host()) + ":" + copy.port() + "/"
                        + encoded(copy.database());
        String mode = copy.sslmode() == null ? "" : (copy.unixSocket() ? "&" : "?") + "sslmode=" + copy.sslmode();
        environment.put("DATABASE_URL", "postgresql://" + login + "@" + place + mode);
        return environment;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
