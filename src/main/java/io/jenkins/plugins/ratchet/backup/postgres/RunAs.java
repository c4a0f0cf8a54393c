package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * As whom PostgreSQL's server programs run, which refuse to be root.
 *
 * @param prefix program and arguments that go before theirs; it becomes the program itself, so its process id is theirs
 * @param owner of their files; null for our own user
 */
record RunAs(List<String> prefix, String owner) {
    /** Root too: for programs that do not mind. */
    static final RunAs OURSELVES = new RunAs(List.of(), null);

    private static final String USUAL = "postgres";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LITTLE = 4096;

    /**
     * Tries what there is: in a user namespace a program is nobody in particular, while its files stay ours; many
     * containers forbid that, and then another user is needed.
     *
     * @param user that the configuration names; null for none
     */
    static RunAs find(String user, ServerPrograms programs, Stop stop) {
        if (!root()) {
            return OURSELVES;
        }
        List<RunAs> candidates = new ArrayList<>();
        if (user == null) {
            tool("unshare").ifPresent(unshare -> candidates.add(new RunAs(List.of(unshare, "--user"), null)));
        }
        otherUser(user == null ? USUAL : user, stop).ifPresent(candidates::add);
        for (RunAs candidate : candidates) {
            if (candidate
                    .run(programs.program("initdb"), List.of("--version"), stop)
                    .isPresent()) {
                return candidate;
            }
        }
        throw RunException.unavailable(
                "PostgreSQL's server refuses to run as root, and " + programs.program("initdb") + " cannot be run as "
                        + (user == null
                                ? "somebody else: unshare --user is not allowed here, and there is no user " + USUAL
                                        + " that may"
                                : "user " + user + " by setpriv")
                        + "; name a user that may run it at backups.localServer.user, or start Ratchet as another user");
    }

    /** A command line for a program. */
    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    private Optional<String> run(Path program, List<String> arguments, Stop stop) {
        return run(command(program, arguments), stop);
    }

    private static Optional<String> run(List<String> command, Stop stop) {
        BoundedRun run = BoundedRun.run(
                Path.of(command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                null,
                LIMIT,
                LITTLE,
                stop,
                line -> {});
        return run.status() == 0
                ? Optional.of(new String(run.output(), StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    private static Optional<RunAs> otherUser(String user, Stop stop) {
        Optional<String> setpriv = tool("setpriv");
        Optional<String> group = tool("id").flatMap(id -> run(List.of(id, "-g", user), stop));
        return setpriv.isEmpty() || group.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunAs(
                        List.of(setpriv.get(), "--reuid=" + user, "--regid=" + group.get(), "--init-groups"), user));
    }

    private static Optional<String> tool(String name) {
        return OnPath.find(name, System.getenv()).map(Path::toString);
    }

    private static boolean root() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
