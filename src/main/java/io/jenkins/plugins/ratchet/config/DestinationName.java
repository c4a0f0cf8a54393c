package io.jenkins.plugins.ratchet.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** How a place for backups is written: a directory, or {@code rclone:REMOTE:PATH}. */
public final class DestinationName {
    public static final String RCLONE = "rclone:";

    /** rclone's own rule for names of remotes; a connection string, which may hold credentials, is none. */
    private static final Pattern REMOTE = Pattern.compile("[\\w.+@][\\w.+@ -]*:.*", Pattern.UNICODE_CHARACTER_CLASS);

    private DestinationName() {}

    /** What is wrong with it; empty where nothing is. Never repeats what may be a credential. */
    public static Optional<String> problem(String text) {
        if (!text.startsWith(RCLONE)) {
            return text.matches("[a-z][a-z0-9+.-]+://.*")
                    ? Optional.of(
                            "is neither a directory nor rclone:REMOTE:PATH; name a remote of rclone's configuration")
                    : Optional.empty();
        }
        String remote = text.substring(RCLONE.length());
        if (!REMOTE.matcher(remote).matches()) {
            return Optional.of("is not rclone:REMOTE:PATH with a remote that `rclone listremotes` shows; options and"
                    + " credentials of the remote belong into rclone's configuration or environment");
        }
        String path = remote.substring(remote.indexOf(':') + 1);
        if (path.isBlank() || path.replace("/", "").isBlank() || path.contains("..") || path.contains("//")) {
            return Optional.of("needs a path of its own below the remote, e.g. rclone:REMOTE:BUCKET/backups");
        }
        return Optional.empty();
    }
}
