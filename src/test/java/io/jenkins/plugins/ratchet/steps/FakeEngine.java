package io.jenkins.plugins.ratchet.steps;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Behaves towards a step as the engine does, as a process of its own: what it is to do stands in the file that
 * {@code --config} names, a word a line. It notes every run in {@code runs.txt} of its directory.
 */
public final class FakeEngine {
    private FakeEngine() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        Path config = Path.of(option(given, "--config"));
        Path report = Path.of(option(given, "--report"));
        String command = given.get(0);
        Files.createDirectories(report);
        if (command.equals("status")) {
            Files.copy(Path.of("status.json"), report.resolve("status.json"));
            System.exit(0);
        }
        note("runs.txt", String.join(" ", given) + "\n");
        System.out.println("backup    taking metadata");
        for (String order : Files.readAllLines(config)) {
            String[] words = order.split(" ", 2);
            switch (words[0]) {
                case "say" -> System.out.println(words[1]);
                case "fact" -> {
                    Files.writeString(
                            Path.of(option(given, "--events")),
                            "{\"type\":\"fact\",\"stage\":\"helm\",\"text\":\"" + words[1] + "\"}\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                    System.out.println("helm " + words[1]);
                }
                case "env" -> System.out.println(words[1] + " is " + System.getenv(words[1]));
                case "jvm" ->
                    System.out.println(
                            "jvm " + ManagementFactory.getRuntimeMXBean().getInputArguments());
                case "ignore-signals" -> Runtime.getRuntime().addShutdownHook(new Thread(FakeEngine::sleepLong));
                case "wait" -> await(Path.of(words[1]), Path.of(option(given, "--stop-file")), report);
                case "wait-deaf" -> await(Path.of(words[1]), Path.of("never"), report);
                case "report" -> Files.copy(Path.of(words[1]), report.resolve("report.json"));
                case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(words[1]));
                default -> throw new IllegalArgumentException(order);
            }
        }
        Files.writeString(
                Path.of(option(given, "--events")),
                "{\"type\":\"fact\",\"stage\":\"backup\",\"text\":\"done\"}\n",
                StandardOpenOption.CREATE);
        Files.writeString(report.resolve("report.json"), done(command));
    }

    private static void sleepLong() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String done(String command) {
        return """
                {"command": "%s", "exitCode": 0, "outcome": "done", "release": "carto", "namespace": "prod",
                 "digest": "sha256:12", "state": "upgraded",
                 "from": {"chart": "carto", "chartVersion": "1.2.0", "appVersion": "26.1.0", "revision": 4},
                 "to": {"chart": "carto", "chartVersion": "1.3.0", "appVersion": "26.3.10", "revision": 5}}
                """.formatted(command);
    }

    private static void await(Path file, Path stop, Path report) throws Exception {
        note("waiting.txt", ProcessHandle.current().pid() + "\n");
        while (!Files.exists(file)) {
            if (Files.exists(stop)) {
                note("stopped.txt", "in order\n");
                Files.writeString(report.resolve("report.json"), "{\"exitCode\": 143, \"outcome\": \"interrupted\"}");
                System.exit(143);
            }
            Thread.sleep(20);
        }
    }

    private static void note(String file, String text) throws IOException {
        Files.writeString(Path.of(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String option(List<String> arguments, String name) {
        return arguments.stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElse(name.equals("--config") ? "ratchet.yaml" : null);
    }

    /** Puts it where the plugin carries its engine. */
    static void install() throws Exception {
        Path directory = CarriedEngine.directory();
        Path jar = Files.createTempFile(directory, "engine", ".tmp");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeEngine.class.getName());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (File each : directory.toFile().listFiles((d, name) -> name.startsWith("FakeEngine"))) {
                out.putNextEntry(
                        new JarEntry(FakeEngine.class.getPackageName().replace('.', '/') + "/" + each.getName()));
                Files.copy(each.toPath(), out);
            }
        }
        CarriedEngine.install(jar);
        Files.delete(jar);
    }
}
