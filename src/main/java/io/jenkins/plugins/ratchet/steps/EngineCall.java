package io.jenkins.plugins.ratchet.steps;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What a step asks of the engine. It is part of the execution that survives a restart, so it is a plain class. */
final class EngineCall implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String function;
    private final String command;
    private final ArrayList<String> options;
    private final ArrayList<String> helmArguments;
    private final String java;
    private final ArrayList<DatabaseCredentials> credentials;
    private final String report;
    private final int abortGraceSeconds;
    private final boolean unstableOnFailedChecks;

    /**
     * Everything at once.
     *
     * @param function the step's name in a pipeline
     * @param command the engine's command
     * @param options its options, as the step's parameters give them
     * @param helmArguments what comes after {@code --}
     * @param java the java to run it by; null for the one that the environment names
     * @param credentials ids of credentials for databases, never the credentials themselves
     * @param report directory of the workspace that gets a copy of the report; null for none
     * @param abortGraceSeconds how long an aborted run may take to end in order before it is told by a signal
     * @param unstableOnFailedChecks whether failed checks make the build unstable instead of failing it
     */
    EngineCall(
            String function,
            String command,
            List<String> options,
            List<String> helmArguments,
            String java,
            List<DatabaseCredentials> credentials,
            String report,
            int abortGraceSeconds,
            boolean unstableOnFailedChecks) {
        this.function = function;
        this.command = command;
        this.options = new ArrayList<>(options);
        this.helmArguments = new ArrayList<>(helmArguments);
        this.java = java;
        this.credentials = credentials == null ? new ArrayList<>() : new ArrayList<>(credentials);
        this.report = report;
        this.abortGraceSeconds = abortGraceSeconds;
        this.unstableOnFailedChecks = unstableOnFailedChecks;
    }

    /** The same release asked for something else; its report is not wanted in the workspace. */
    EngineCall as(String other) {
        return new EngineCall(function, other, options, List.of(), java, credentials, null, abortGraceSeconds, false);
    }

    String function() {
        return function;
    }

    String command() {
        return command;
    }

    /** What its files are called in the workspace: a look before the upgrade must not pass for the one after it. */
    String reportName() {
        return "true".equals(option("--before")) ? command + "-before" : command;
    }

    List<String> options() {
        return options;
    }

    /** What was given for an option; null where it was not given. */
    String option(String name) {
        return options.stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElse(null);
    }

    List<String> helmArguments() {
        return helmArguments;
    }

    String java() {
        return java;
    }

    List<DatabaseCredentials> credentials() {
        return credentials;
    }

    String report() {
        return report;
    }

    int abortGraceSeconds() {
        return abortGraceSeconds;
    }

    boolean unstableOnFailedChecks() {
        return unstableOnFailedChecks;
    }

    /**
     * Whether a run that was lost may have changed something, so that only the record of the upgrade knows. A freeze is
     * undone by its thaw, and a thaw may be run again.
     */
    boolean changes() {
        return !List.of("plan", "status", "freeze", "thaw").contains(command);
    }
}
