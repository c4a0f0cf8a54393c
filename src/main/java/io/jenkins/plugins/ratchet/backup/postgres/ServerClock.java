package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.event.Units;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the clock of a server is from this machine's. It matters: a backup bears the server's time, and is compared with
 * the beginning of a migration and with its greatest age by this machine's.
 */
final class ServerClock {
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    private ServerClock() {}

    /** A warning where they are more than 10 s apart; the time that the question took is in their favour. */
    static Optional<String> warning(Connection connection, Clock clock) throws SQLException {
        Instant before = clock.instant();
        Instant there;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            there = row.getTimestamp(1).toInstant();
        }
        return warning(before, there, clock.instant());
    }

    static Optional<String> warning(Instant before, Instant there, Instant after) {
        if (there.isBefore(before.minus(TOLERATED))) {
            return Optional.of(text(Duration.between(there, before), "behind"));
        }
        return there.isAfter(after.plus(TOLERATED))
                ? Optional.of(text(Duration.between(after, there), "ahead of"))
                : Optional.empty();
    }

    private static String text(Duration apart, String direction) {
        return "the server's clock is " + Units.duration(apart) + " " + direction
                + " this machine's, and a backup's age is" + " told from both: set them right (NTP)";
    }
}
