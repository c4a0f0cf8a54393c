package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The helm that is run: a binary, or the embedded one in a JVM of its own. */
public final class Helm {
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final int OLDEST_MINOR = 13;
    private static final int MOST_BYTES = 128 << 20;
    /** The embedded helm heeds no wish to end, and what is run here changes nothing. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<String> command;
    private final boolean embedded;
    private final Cluster cluster;

    /** Asked for when it is shown: the embedded helm takes a second to tell. */
    private String version;

    private Helm(List<String> command, String version, boolean embedded, Cluster cluster) {
        this.command = List.copyOf(command);
        this.version = version;
        this.embedded = embedded;
        this.cluster = cluster;
    }

    /**
     * The binary that was named, else {@code helm} on PATH, else the embedded helm.
     *
     * @param option path of a binary, or {@code embedded}; null to look for one
     */
    public static Helm find(String option, Map<String, String> environment, Cluster cluster) {
        if ("embedded".equals(option)) {
            return embedded(cluster);
        }
        if (option != null) {
            Path binary = Path.of(option);
            if (!Files.isExecutable(binary)) {
                throw RunException.unavailable("helm at " + option + " is not an executable file");
            }
            return binary(binary, cluster);
        }
        Optional<Path> onPath = OnPath.find("helm", environment);
        return onPath.isPresent() ? binary(onPath.get(), cluster) : embedded(cluster);
    }

    private static Helm binary(Path binary, Cluster cluster) {
        List<String> command = List.of(binary.toString());
        String version = version(command);
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw RunException.unavailable(binary + " does not say which helm it is: " + version);
        }
        int major = Integer.parseInt(matcher.group(1));
        if (major < 3 || (major == 3 && Integer.parseInt(matcher.group(2)) < OLDEST_MINOR)) {
            throw RunException.unavailable(binary + " is helm " + version + "; Ratchet needs 3." + OLDEST_MINOR
                    + " or later, for --labels and --description");
        }
        return new Helm(command, matcher.group(), false, cluster);
    }

    private static Helm embedded(Cluster cluster) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "io.jenkins.plugins.ratchet.helm.EmbeddedHelm");
        if (Helm.class.getResource("/com/marcnuri/helm/Helm.class") == null) {
            throw RunException.unavailable(
                    "helm was not found on PATH, and the embedded helm is not beside ratchet.jar;"
                            + " install helm 3.13 or later (https://helm.sh/docs/intro/install/) or name it with --helm");
        }
        return new Helm(command, null, true, cluster);
    }

    private static String version(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("version", "--short"));
        return capture(arguments, VERSION_TIMEOUT).trim();
    }

    /** For example {@code v3.19.2}. */
    public String version() {
        if (version == null) {
            version = version(command);
        }
        return version;
    }

    public boolean isEmbedded() {
        return embedded;
    }

    /** What is shown to people: the binary's path, or {@code embedded helm}. */
    public String name() {
        return embedded ? "embedded helm" : command.get(0);
    }

    /** Runs helm to its end and returns its standard output; an exit status other than 0 is an error. */
    public String run(List<String> arguments, Duration timeout) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        return capture(all, timeout);
    }

    /** Starts helm. */
    public DetachedProcess start(List<String> arguments, Path log) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        cluster.kubeconfig().ifPresent(file -> all.addAll(List.of("--kubeconfig", file)));
        cluster.context().ifPresent(context -> all.addAll(List.of("--kube-context", context)));
        return DetachedProcess.start(all, log);
    }

    /**
     * What {@code helm upgrade} with these arguments would make, tried against the cluster without changing it.
     *
     * @param arguments what follows {@code helm upgrade}; the caller has made sure that they name no other dry run
     * @throws RunException with helm's own words where helm would not do it
     */
    public Rendering preview(List<String> arguments, Duration timeout) {
        List<String> dryRun = List.of("--dry-run=server", "--output", "json");
        List<String> all = new ArrayList<>(command);
        all.add("upgrade");
        all.addAll(dryRun);
        all.addAll(arguments);
        cluster.kubeconfig().ifPresent(file -> all.addAll(List.of("--kubeconfig", file)));
        cluster.context().ifPresent(context -> all.addAll(List.of("--kube-context", context)));
        // Once more: an argument that lacks its value must not swallow the only one and turn this into an upgrade.
        all.addAll(dryRun);
        return Rendering.tried(json(all, timeout));
    }

    private static JsonNode json(List<String> command, Duration timeout) {
        BoundedProcess.Ended ended = ended(command, "helm", timeout);
        if (ended.status() != 0) {
            throw RunException.unavailable(ended.err().strip());
        }
        try {
            return Json.mapper().readTree(ended.output());
        } catch (IOException e) {
            throw RunException.unavailable("helm cannot be run: " + e.getMessage(), e);
        }
    }

    private static String capture(List<String> command, Duration timeout) {
        String shown = String.join(" ", shown(command));
        BoundedProcess.Ended ended = ended(command, shown, timeout);
        if (ended.status() != 0) {
            throw RunException.unavailable(shown + " failed: " + ended.err().strip());
        }
        return ended.out();
    }

    /** Through pipes: what helm renders holds secrets, and a file could outlive us. */
    private static BoundedProcess.Ended ended(List<String> command, String shown, Duration timeout) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            Bounds bounds = new Bounds(timeout, GRACE, MOST_BYTES);
            BoundedProcess.Ended ended = BoundedProcess.run(builder, bounds, () -> false);
            return switch (ended.ending()) {
                case EXITED -> ended;
                case TOO_LONG ->
                    throw RunException.unavailable(shown + " did not end within " + timeout.toSeconds() + " s");
                case TOO_MUCH ->
                    throw RunException.unavailable(shown + " printed more than " + (MOST_BYTES >> 20) + " MiB");
                case STOPPED -> throw RunException.unavailable("interrupted while " + shown + " ran");
            };
        } catch (IOException e) {
            throw RunException.unavailable("helm cannot be run: " + e.getMessage(), e);
        }
    }

    /** The command as a person knows it, without the JVM that runs the embedded helm. */
    private static List<String> shown(List<String> command) {
        int main = command.indexOf("io.jenkins.plugins.ratchet.helm.EmbeddedHelm");
        List<String> shown = new ArrayList<>(List.of("helm"));
        shown.addAll(command.subList(Math.max(main, 0) + 1, command.size()));
        return shown;
    }
}
