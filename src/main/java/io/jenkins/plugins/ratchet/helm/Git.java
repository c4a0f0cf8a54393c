package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The git program, as far as a chart or its versions come from a repository. It never asks for a password. */
public final class Git {
    private static final Bounds BOUNDS = new Bounds(Duration.ofMinutes(5), Duration.ofSeconds(10), 64 << 20);

    private Git() {}

    /** The names of a repository's tags. */
    public static List<String> tags(String url) {
        return run(List.of("ls-remote", "--tags", "--refs", "--", url), url)
                .lines()
                .filter(line -> line.contains("\trefs/tags/"))
                .map(line -> line.substring(line.indexOf("\trefs/tags/") + "\trefs/tags/".length()))
                .toList();
    }

    /**
     * The files of a tag or a branch, without history.
     *
     * @param into a directory that does not exist yet
     */
    static void checkout(String url, String ref, Path into) {
        if (ref.startsWith("-")) {
            throw RunException.usage("ref " + ref + " is no name of a tag or a branch");
        }
        run(List.of("clone", "--quiet", "--depth", "1", "--no-tags", "--branch", ref, "--", url, into.toString()), url);
    }

    /** An address without the name and password that may be in it. */
    public static String shown(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    private static String run(List<String> arguments, String url) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.symlinks=false"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        // A helper of git may run programs; an address in a configuration must not.
        builder.environment().put("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
        try {
            BoundedProcess.Ended ended = BoundedProcess.run(builder, BOUNDS, () -> false);
            return switch (ended.ending()) {
                case EXITED -> answer(arguments.get(0), url, ended);
                case TOO_LONG ->
                    throw RunException.unavailable("git at " + shown(url) + " did not answer within "
                            + BOUNDS.time().toMinutes() + " minutes");
                case TOO_MUCH ->
                    throw RunException.unavailable(
                            "git at " + shown(url) + " printed more than " + (BOUNDS.bytes() >> 20) + " MiB");
                case STOPPED -> throw RunException.unavailable("interrupted while git ran");
            };
        } catch (IOException e) {
            throw RunException.unavailable(
                    "git cannot be run: " + e.getMessage() + "; install it or put it on PATH", e);
        }
    }

    private static String answer(String verb, String url, BoundedProcess.Ended ended) {
        if (ended.status() != 0) {
            throw RunException.unavailable("git " + verb + " of " + shown(url) + " failed: "
                    + shown(ended.err().strip().replaceAll("\\s+", " ")));
        }
        return ended.out();
    }
}
