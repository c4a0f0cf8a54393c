package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.PodForwards;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.config.ServicePort;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import io.jenkins.plugins.ratchet.registry.Download;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is read of the admin console, in the way in which {@code kubectl kots} reads it: its API through a port-forward,
 * with the login that lies in its namespace. {@code kubectl kots get versions} leaves out whether a version is required
 * and what its preflight checks found. Nothing is changed from here
 * but for {@link #deploy}, which {@code kubectl kots} cannot do.
 */
public final class AdminConsole implements DeploymentWatch {
    private static final String SERVICE = "kotsadm";
    private static final String LOGIN = "kotsadm-authstring";
    private static final String BY_HAND = "disabled";
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 50;
    private static final int MOST_BYTES = 32 << 20;

    private final Cluster cluster;
    private final String namespace;
    private final String app;
    private final Settings settings;
    private final Redaction redaction;
    private final Download http = new Download();

    /** @param app the application's slug */
    public AdminConsole(Cluster cluster, String namespace, String app, Settings settings, Redaction redaction) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.app = app;
        this.settings = settings;
        this.redaction = redaction;
    }

    /** All versions in the console's own order, newest first. */
    public List<KotsVersion> versions() {
        List<KotsVersion> versions = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = ask("/versions?currentPage=" + page + "&pageSize=" + PAGE
                    + "&pinLatest=false&pinLatestDeployable=false");
            JsonNode history = answer.path("versionHistory");
            history.forEach(version -> versions.add(KotsVersion.of(version)));
            if (history.size() < PAGE
                    || versions.size() >= answer.path("totalCount").asInt()) {
                return versions;
            }
        }
        throw RunException.unavailable(
                "the admin console lists more than " + PAGE * MOST_PAGES + " versions of " + app);
    }

    @Override
    public Optional<KotsVersion> current() {
        JsonNode version = ask("").path("downstream").path("currentVersion");
        return version.isObject() ? Optional.of(KotsVersion.of(version)) : Optional.empty();
    }

    /** What it deploys by itself after its own checks for updates, in its own word; empty where nothing. */
    public Optional<String> automatic() {
        return Optional.of(ask("").path("autoDeploy").asText(""))
                .filter(what -> !what.isBlank() && !what.equals(BY_HAND));
    }

    @Override
    public AppState state() {
        return AppState.of(ask("/status").path("appstatus"));
    }

    /** The console's own version, by the tag of its image; empty where that does not tell. */
    public Optional<String> version() {
        return Stream.of(deployment(), statefulSet())
                .flatMap(Optional::stream)
                .flatMap(template -> template.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(SERVICE))
                .map(Container::getImage)
                .map(image -> image.replaceFirst("@.*", ""))
                .filter(image -> image.lastIndexOf(':') > image.lastIndexOf('/'))
                .map(image -> image.substring(image.lastIndexOf(':') + 1))
                .findFirst();
    }

    /** What it runs as; to be waited for after it was upgraded. */
    public List<WorkloadRef> workloads() {
        List<WorkloadRef> workloads = new ArrayList<>();
        deployment().ifPresent(any -> workloads.add(new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, namespace, SERVICE)));
        statefulSet()
                .ifPresent(any -> workloads.add(new WorkloadRef(WorkloadRef.Kind.STATEFUL_SET, namespace, SERVICE)));
        return workloads;
    }

    private Optional<PodTemplateSpec> deployment() {
        return lookedUp(apps -> apps.deployments()
                        .inNamespace(namespace)
                        .withName(SERVICE)
                        .get())
                .map(each -> each.getSpec().getTemplate());
    }

    private Optional<PodTemplateSpec> statefulSet() {
        return lookedUp(apps -> apps.statefulSets()
                        .inNamespace(namespace)
                        .withName(SERVICE)
                        .get())
                .map(each -> each.getSpec().getTemplate());
    }

    private <T> Optional<T> lookedUp(Function<AppsAPIGroupDSL, T> look) {
        try {
            return Optional.ofNullable(look.apply(cluster.client().apps()));
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the admin console in namespace " + namespace + " cannot be looked up: " + cluster.reason(e), e);
        }
    }

    /** Starts a process that has this very version deployed. */
    public DetachedProcess deploy(ConsoleVersion version, Path log) {
        String login = login();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return DetachedProcess.start(
                List.of(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:TieredStopAtLevel=1",
                        DeployCall.class.getName(),
                        address("/sequence/" + version.sequence() + "/deploy").toString(),
                        KotsCommand.deployArgument(version.label())),
                log,
                environment -> environment.put(DeployCall.LOGIN, login));
    }

    private String login() {
        return cluster.secretValue(namespace, LOGIN, LOGIN)
                .map(redaction::secret)
                .orElseThrow(() -> RunException.unavailable("Secret " + namespace + "/" + LOGIN
                        + " does not exist: is this the namespace of the admin console? `kubectl kots get apps -n "
                        + namespace + "` makes it where it was never used"));
    }

    private URI address(String path) {
        PodForwards.Forward forward =
                settings.forward(new ServicePort(SERVICE, null), "the admin console in namespace " + namespace);
        return URI.create("http://" + PodForwards.HOST + ":" + forward.localPort() + "/api/v1/app/"
                + URLEncoder.encode(app, StandardCharsets.UTF_8) + path);
    }

    private JsonNode ask(String path) {
        String login = login();
        Download.Answer answer;
        try {
            answer = http.ask("GET", address(path), Map.of("Authorization", login), MOST_BYTES);
        } catch (RunException e) {
            throw RunException.unavailable("the admin console does not answer: " + e.getMessage(), e);
        }
        if (answer.status() != 200) {
            throw RunException.unavailable("the admin console answers with status " + answer.status()
                    + " when asked for "
                    + app
                    + (answer.status() == 404 ? "; is kots.app the slug that `kubectl kots get apps` shows?" : ""));
        }
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw RunException.unavailable("the admin console answers with what is no JSON: " + e.getMessage(), e);
        }
    }
}
