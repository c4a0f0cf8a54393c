package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.model.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.io.FileUtils;
import org.w3c.dom.Document;

/** Runs Ratchet's steps for real: step, execution and, as a process, the engine in {@code target/ratchet.jar}. */
final class RealAgent implements Surroundings {
    /** What a person does before saying yes; throws to say no. */
    interface Approver {
        void asked(Map<String, Object> question) throws Exception;
    }

    private static final long PATIENCE_MINUTES = 4;

    private final Build build;
    private final Approver approver;
    private final Map<String, String> archived = new TreeMap<>();
    private int tests;

    private RealAgent(Build build, Approver approver) {
        this.build = build;
        this.approver = approver;
    }

    /**
     * An agent for one build.
     *
     * @param directory gets what the controller keeps of the build
     * @param workspace where the repository with ratchet.yaml is checked out
     */
    static RealAgent in(Path directory, Path workspace, Map<String, String> environment, Approver approver)
            throws IOException {
        Build build = new Build(Files.createDirectories(directory), workspace);
        build.environment.putAll(environment);
        return new RealAgent(build, approver);
    }

    /**
     * Puts {@code helm} into a directory: the embedded helm under the name by which an agent has its own.
     *
     * @return the directory, for PATH
     */
    static Path embeddedHelm(Path directory, Path jar) {
        Path helm = directory.resolve("helm");
        try {
            Files.createDirectories(directory);
            Files.writeString(helm, """
                    #!/bin/sh
                    case $1 in
                    version) echo v3.19.0 ;;
                    *) exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' io.jenkins.plugins.ratchet.helm.EmbeddedHelm "$@" ;;
                    esac
                    """.formatted(Path.of(System.getProperty("java.home"), "bin", "java"), jar));
            if (!helm.toFile().setExecutable(true)) {
                throw new IOException(helm + " cannot be made executable");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    /** Has this directory's programs found before all others. */
    void before(Path directory) {
        build.environment.put("PATH", directory + java.io.File.pathSeparator + build.environment.get("PATH"));
    }

    String log() {
        return build.log();
    }

    @Override
    public Object run(EngineStep step, List<String> within) throws Exception {
        within.stream()
                // What a container makes of a step has a test of its own.
                .filter(block -> !block.startsWith("timeout ") && !block.startsWith("container "))
                .findFirst()
                .ifPresent(block -> {
                    throw new UnsupportedOperationException(block + " cannot be had here");
                });
        return unwrapped(() -> build.step().start(step).result.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
    }

    private static Object unwrapped(Callable<Object> step) throws Exception {
        try {
            return step.call();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void approve(Map<String, Object> question) throws Exception {
        approver.asked(question);
    }

    @Override
    public void other(Said said, List<String> within) throws Exception {
        Path here = build.workspace;
        for (String block : within) {
            if (!block.matches("dir \\[.+]")) {
                throw new UnsupportedOperationException(block + " cannot be had here");
            }
            here = here.resolve(block.substring(5, block.length() - 1));
        }
        switch (said.word()) {
            case "deleteDir" -> FileUtils.deleteDirectory(here.toFile());
            case "archiveArtifacts" -> {
                for (Path file : found(here, said, "artifacts", "allowEmptyArchive")) {
                    archived.put(here.relativize(file).toString(), Files.readString(file));
                }
            }
            case "junit" -> {
                for (Path file : found(here, said, "testResults", "allowEmptyResults")) {
                    tested(file);
                }
            }
            case "sh" -> shell(here, said.text("script"));
            default -> throw new UnsupportedOperationException(said + " cannot be had here");
        }
    }

    private void shell(Path here, String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-xec", script)
                .directory(here.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(build.environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AbortException("script returned exit code " + process.exitValue() + ": " + output);
        }
    }

    /** Files by an Ant pattern, as far as {@code *} goes. */
    private static List<Path> found(Path here, Said said, String pattern, String mayBeEmpty) throws IOException {
        PathMatcher matcher = here.getFileSystem().getPathMatcher("glob:" + said.text(pattern));
        try (Stream<Path> files = Files.walk(here)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(here.relativize(file)))
                    .sorted()
                    .toList();
            if (found.isEmpty() && !Boolean.TRUE.equals(said.named().get(mayBeEmpty))) {
                throw new AbortException(said + " found nothing");
            }
            return found;
        }
    }

    /** As the junit step does: a failed test makes the build unstable. */
    private void tested(Path file) throws Exception {
        Document results =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        tests += results.getElementsByTagName("testcase").getLength();
        if (results.getElementsByTagName("failure").getLength() > 0) {
            build.run.setResult(Result.UNSTABLE);
        }
    }

    /** Texts that the build keeps, by path. */
    Map<String, String> archived() {
        return archived;
    }

    /** Test cases that were read. */
    int tests() {
        return tests;
    }

    @Override
    public Result result() {
        return build.run.result;
    }
}
