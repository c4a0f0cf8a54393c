package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.upgrade.Installer.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The product's own program, which migrates and rolls the services itself. Its exit status is one thing; the engine tells
 * of the migration's start and end, though the program removes the container.
 */
final class ComposeProgram {
    /** The engine's last word may come a moment after the program's. */
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final ComposeSettings settings;
    private final String project;
    private final Engine engine;
    private final Events events;
    private DetachedProcess told;

    ComposeProgram(ComposeSettings settings, String project, Engine engine, Events events) {
        this.settings = settings;
        this.project = project;
        this.engine = engine;
        this.events = events;
    }

    /** By this its process is known where its id was never written down. */
    static String marker(ComposeSettings settings, String version) {
        return String.join("\0", words(settings, version));
    }

    private static List<String> words(ComposeSettings settings, String version) {
        return settings.command().stream()
                .map(word -> word.replace("{version}", version))
                .toList();
    }

    /**
     * @param directory where it runs
     * @param deadline when it has ended, or nobody follows it any more
     */
    DetachedProcess start(String version, Path directory, Instant deadline, Path log) {
        if (settings.migration() != null) {
            told = engine.events(
                    project, settings.migration(), deadline, log.resolveSibling("events-" + log.getFileName()));
        }
        List<String> words = words(settings, version);
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/env", "-C", directory.toString(), settings.versionVariable() + "=" + version));
        command.addAll(words);
        DetachedProcess process = DetachedProcess.start(command, log);
        events.fact(
                "upgrade",
                String.join(" ", words) + " migrates and rolls the services (process " + process.pid() + ")");
        return process;
    }

    /** How its migration ended, once the program has; empty where there is none. */
    Optional<JobOutcome> migration() {
        if (told == null) {
            return Optional.empty();
        }
        told.ended(LAST_WORD);
        JobOutcome outcome = new ComposeMigration(engine, settings.migration()).told(told.output());
        told.interrupt();
        return Optional.of(outcome);
    }

    Ended ended(DetachedProcess process) {
        String output = process.output().strip();
        return new Ended(
                process.exitStatus() == 0,
                settings.command().get(0) + " ended with status " + process.exitStatus(),
                output.substring(output.lastIndexOf('\n') + 1),
                null);
    }
}
