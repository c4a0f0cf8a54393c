package io.jenkins.plugins.ratchet.database;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.concurrent.TimeUnit;

/** Connects to MongoDB, and says in one sentence what is wrong where that fails. */
public final class Mongo {
    private static final int CONNECT_SECONDS = 10;
    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;

    private Mongo() {}

    /** Connects lazily; a deployment that cannot be reached fails the first command within ten seconds. */
    public static MongoClient open(MongoAddress address) {
        try {
            MongoClientSettings.Builder settings = MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(address.uri(true, false)))
                    .applicationName("ratchet")
                    .applyToClusterSettings(
                            cluster -> cluster.serverSelectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS))
                    .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS));
            if (address.sslmode() != null && !address.sslmode().equals("disable")) {
                settings.applyToSslSettings(ssl -> ssl.enabled(true)
                        .invalidHostNameAllowed(!address.sslmode().equals("verify-full"))
                        .context(Tls.context(address.sslmode(), address.sslrootcert(), address.name())));
            }
            return MongoClients.create(settings.build());
        } catch (IllegalArgumentException | MongoException e) {
            throw RunException.usage("database " + address.name() + ": the connection to " + address
                    + " cannot be made from its settings: " + withoutPassword(e, address));
        }
    }

    private static String withoutPassword(Exception e, MongoAddress address) {
        String said = String.valueOf(e.getMessage());
        return address.password() == null ? said : said.replace(address.password(), "***");
    }

    /** Says what is wrong where a command fails. */
    public static RunException failure(MongoAddress address, MongoException cause) {
        String who = "database " + address.name() + " (" + address + "): ";
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String said = reason(cause);
        if (cause instanceof MongoSecurityException
                || cause.getCode() == AUTHENTICATION_FAILED
                || said.contains("AuthenticationFailed")) {
            return RunException.usage(who + "the server refused the login: "
                    + (root instanceof MongoException refused ? reason(refused) : said)
                    + "; check connection.user, connection.password and authSource in connection.url");
        }
        if (cause.getCode() == UNAUTHORIZED) {
            return RunException.usage(who + "the user may not do what is needed: " + said);
        }
        if (said.contains("SSL") || said.contains("PKIX") || said.contains("certificate")) {
            return RunException.usage(who + "no encrypted connection comes about: " + said
                    + "; check connection.sslmode, connection.sslrootcert and tls in connection.url");
        }
        return RunException.unavailable(
                who
                        + (cause instanceof MongoTimeoutException
                                ? "no server could be reached within " + CONNECT_SECONDS + " s: "
                                : "")
                        + said,
                cause);
    }

    /** What went wrong, on one line. */
    public static String reason(MongoException cause) {
        String said = cause instanceof MongoCommandException command
                ? command.getErrorMessage() + " (" + command.getErrorCode()
                        + (command.getErrorCodeName().isEmpty() ? "" : " " + command.getErrorCodeName()) + ")"
                : String.valueOf(cause.getMessage());
        return said.replaceAll("\\s+", " ").strip();
    }
}
