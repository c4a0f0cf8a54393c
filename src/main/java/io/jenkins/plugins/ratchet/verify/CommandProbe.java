package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.CommandCheck;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs a program of the user's, once: nobody but its author knows whether it may run twice. */
final class CommandProbe implements Probe {
    private static final int MOST_LINES = 2000;

    private final String name;
    private final CommandCheck check;
    private final Programs programs;
    private final Settings settings;
    private final Path directory;
    private final Events events;

    CommandProbe(String name, CommandCheck check, Programs programs, Settings settings, Path directory, Events events) {
        this.name = name;
        this.check = check;
        this.programs = programs;
        this.settings = settings;
        this.directory = directory;
        this.events = events;
    }

    /** Within its own timeout, which ends before this try does: a try that is given up would be made again. */
    @Override
    public Attempt attempt(Duration limit) throws IOException {
        Programs.Ended ended = programs.run(name, check, environment(), check.timeout(), told());
        ended.output().lines().limit(MOST_LINES).forEach(line -> events.output("check/" + name, line));
        return judge(ended).forGood();
    }

    private Attempt judge(Programs.Ended ended) {
        String program = check.run().get(0);
        switch (ended.ending()) {
            case TOO_LONG -> {
                return Attempt.failed(
                        CheckCause.OVERDUE,
                        program + " did not end within " + Durations.format(check.timeout())
                                + (check.pod() == null
                                        ? " and was ended"
                                        : "; nobody listens to it any more, but in the pod it may still run"),
                        "an end within its timeout");
            }
            case UNKNOWN -> {
                return Attempt.failed(CheckCause.COMMAND_FAILED, Words.cut(ended.lastWords()), "exit status 0");
            }
            case TOO_MUCH -> {
                return Attempt.failed(
                        CheckCause.COMMAND_FAILED, program + " printed too much and was ended", "at most 4 MiB");
            }
            default -> {
                if (ended.status() != 0) {
                    String said = ended.output().isBlank() ? ended.lastWords() : lastLine(ended.output());
                    return Attempt.failed(
                            CheckCause.COMMAND_FAILED,
                            program + " ended with status " + ended.status() + ": " + Words.cut(said),
                            "exit status 0");
                }
            }
        }
        String output = ended.output();
        if (check.output() != null
                && !Pattern.compile(check.output())
                        .matcher(new Interruptible(output))
                        .find()) {
            return Attempt.failed(
                    CheckCause.COMMAND_FAILED,
                    program + " ended with status 0 and printed " + Words.quote(output),
                    "output that contains " + Words.quote(check.output()));
        }
        String evidence = output.isBlank() ? "" : ": " + Words.cut(lastLine(output));
        return Attempt.passed(program + " ended with status 0" + evidence).value(output.strip());
    }

    private static String lastLine(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return lines.get(lines.size() - 1).strip();
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (Map.Entry<String, Setting> each : new TreeMap<>(check.env()).entrySet()) {
            Setting setting = each.getValue();
            environment.put(
                    each.getKey(),
                    (setting.literal() != null ? settings.find(setting) : settings.findSecret(setting))
                            .orElseThrow(() -> RunException.usage("env " + each.getKey() + " has no value")));
        }
        if (check.artifacts() != null) {
            Path artifacts = directory.resolve(check.artifacts()).normalize();
            Files.createDirectories(artifacts);
            environment.put("RATCHET_ARTIFACTS", artifacts.toString());
        }
        return environment;
    }

    private Consumer<String> told() {
        AtomicInteger lines = new AtomicInteger();
        return line -> {
            if (lines.incrementAndGet() <= MOST_LINES) {
                events.output("check/" + name, line);
            }
        };
    }
}
