package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.demo.Demo;
import io.jenkins.plugins.ratchet.demo.DemoRequest;
import io.jenkins.plugins.ratchet.demo.Ratchet;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet demo}. */
@Command(
        name = "demo",
        description = "Tells on this machine alone, with the real engine, what Ratchet does: starts PostgreSQL, a small"
                + " Kubernetes API and a sample product, and upgrades it.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "Leaves everything running until Ctrl-C, and says how to use it.")
    boolean keep;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "With json, the whole story as one document on standard output, all else on standard error.")
    CommonOptions.Output output;

    @Option(
            names = "--helm",
            paramLabel = "PATH",
            description = "Helm binary, or `embedded`; by default helm on PATH, else the embedded one.")
    String helm;

    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean json = output == CommonOptions.Output.json;
        PrintStream story = json ? terminal.err() : terminal.out();
        DemoRequest request = new DemoRequest(
                keep, json, helm, Version.current(), terminal.out(), terminal.err(), terminal.stopped());
        return Demo.run(request, arguments -> invoke(arguments, story));
    }

    /** Shows what the command prints; what it reports comes by way of {@code --report}, or as JSON where it has none. */
    private Ratchet.Invocation invoke(List<String> arguments, PrintStream story) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        boolean asJson = arguments.contains("json");
        PrintStream out = asJson ? new PrintStream(document, true, StandardCharsets.UTF_8) : story;
        Terminal inner =
                new Terminal(out, story, terminal.colour() && !asJson, terminal.environment(), terminal.stopped());
        try {
            Path reports = Files.createTempDirectory("ratchet-report");
            try {
                List<String> all = new ArrayList<>(arguments);
                if (!asJson) {
                    all.addAll(1, List.of("--report", reports.toString()));
                }
                int exitCode = RatchetCommand.run(all, inner);
                JsonNode report = asJson ? read(document.toByteArray()) : read(reports.resolve("report.json"));
                return new Ratchet.Invocation(exitCode, report);
            } finally {
                PathUtils.deleteDirectory(reports);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return Files.exists(file) ? read(Files.readAllBytes(file)) : MissingNode.getInstance();
    }

    private static JsonNode read(byte[] json) throws IOException {
        try {
            JsonNode read = Json.mapper().readTree(json);
            return read == null ? MissingNode.getInstance() : read;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
