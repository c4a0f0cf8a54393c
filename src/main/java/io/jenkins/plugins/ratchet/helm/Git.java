package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The git program, as far as a chart or its versions come from a repository. It never asks for a password. */
public final class Git {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

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
        try {
            Path output = Files.createTempFile("ratchet-git", ".out");
            Path errors = Files.createTempFile("ratchet-git", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
                builder.environment().put("GIT_TERMINAL_PROMPT", "0");
                // A helper of git may run programs; an address in a configuration must not.
                builder.environment().put("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
                Process process = builder.start();
                if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw RunException.unavailable(
                            "git at " + shown(url) + " did not answer within " + TIMEOUT.toMinutes() + " minutes");
                }
                if (process.exitValue() != 0) {
                    throw RunException.unavailable("git " + arguments.get(0) + " of " + shown(url) + " failed: "
                            + shown(Files.readString(errors, StandardCharsets.UTF_8)
                                    .strip()
                                    .replaceAll("\\s+", " ")));
                }
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw RunException.unavailable(
                    "git cannot be run: " + e.getMessage() + "; install it or put it on PATH", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RunException.unavailable("interrupted while git ran", e);
        }
    }
}
