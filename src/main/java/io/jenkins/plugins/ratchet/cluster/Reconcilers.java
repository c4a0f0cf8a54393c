package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds what of Argo CD and Flux manages a release, by the marks that they leave on its objects and by their own. */
public final class Reconcilers {
    private static final String FLUX_HELM = "helm.toolkit.fluxcd.io/";
    private static final String FLUX_KUSTOMIZE = "kustomize.toolkit.fluxcd.io/";
    private static final String ARGO_TRACKING = "argocd.argoproj.io/tracking-id";
    private static final String ARGO_INSTANCE = "argocd.argoproj.io/instance";
    private static final String ARGO_NAMESPACE = "argocd";
    private static final String HELM_RELEASE = "meta.helm.sh/release-name";

    private final Cluster cluster;
    private final Suspender suspender;

    public Reconcilers(Cluster cluster) {
        this.cluster = cluster;
        this.suspender = new Suspender(cluster);
    }

    /** Those of this release, each once. */
    public List<Reconciler> of(String namespace, String release) {
        Map<String, Reconciler> found = new LinkedHashMap<>();
        for (HasMetadata object : objects(namespace, release)) {
            marks(object, namespace).forEach(each -> found.putIfAbsent(each.object(), each));
        }
        helmReleases(namespace, release).forEach(each -> found.putIfAbsent(each.object(), each));
        return found.values().stream().map(this::looked).toList();
    }

    /** CronJobs and KEDA's ScaledJobs of the release: what starts work by itself. */
    public List<String> starters(String namespace, String release) {
        List<String> starters = new ArrayList<>();
        list(() -> cluster.client()
                        .batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .stream()
                .filter(object -> ofRelease(object, release))
                .map(object -> "cronjob/" + object.getMetadata().getName())
                .forEach(starters::add);
        list(() -> cluster.client()
                        .genericKubernetesResources(Suspendable.SCALEDJOB.context())
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .stream()
                .filter(object -> ofRelease(object, release))
                .map(object -> "scaledjob/" + object.getMetadata().getName())
                .forEach(starters::add);
        return starters;
    }

    private List<GenericKubernetesResource> objects(String namespace, String release) {
        return Stream.of(
                        list(() -> cluster.objects(namespace, "apps", "deployments", "Deployment")),
                        list(() -> cluster.objects(namespace, "apps", "statefulsets", "StatefulSet")),
                        list(() -> cluster.objects(namespace, "apps", "daemonsets", "DaemonSet")))
                .flatMap(List::stream)
                .filter(object -> ofRelease(object, release) || labels(object).containsValue(release))
                .toList();
    }

    private static List<Reconciler> marks(HasMetadata object, String namespace) {
        List<Reconciler> marks = new ArrayList<>();
        Map<String, String> labels = labels(object);
        String where = object.getKind() + " " + object.getMetadata().getName() + " has ";
        flux(labels, FLUX_HELM, "helmrelease", where, namespace).ifPresent(marks::add);
        flux(labels, FLUX_KUSTOMIZE, "kustomization", where, namespace).ifPresent(marks::add);
        String tracking = annotations(object).get(ARGO_TRACKING);
        String application = tracking == null ? labels.get(ARGO_INSTANCE) : tracking.split(":", 2)[0];
        if (application != null && !application.isBlank()) {
            // An Application outside of Argo CD's own namespace is tracked as NAMESPACE_NAME.
            int own = application.indexOf('_');
            marks.add(new Reconciler(
                    "Argo CD",
                    "application/" + application.substring(own + 1),
                    own < 0 ? ARGO_NAMESPACE : application.substring(0, own),
                    where + (tracking == null ? ARGO_INSTANCE : ARGO_TRACKING) + " " + application,
                    null));
        }
        return marks;
    }

    private static Optional<Reconciler> flux(
            Map<String, String> labels, String prefix, String kind, String where, String namespace) {
        return Optional.ofNullable(labels.get(prefix + "name"))
                .map(name -> new Reconciler(
                        "Flux",
                        kind + "/" + name,
                        labels.getOrDefault(prefix + "namespace", namespace),
                        where + prefix + "name " + name,
                        null));
    }

    /** A HelmRelease marks the objects only in newer versions of Flux. */
    private List<Reconciler> helmReleases(String namespace, String release) {
        return list(() -> cluster.client()
                        .genericKubernetesResources(Suspendable.HELMRELEASE.context())
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .stream()
                .filter(object -> release.equals(releaseName(object)))
                .map(object -> new Reconciler(
                        "Flux",
                        "helmrelease/" + object.getMetadata().getName(),
                        namespace,
                        "HelmRelease " + object.getMetadata().getName() + " installs release " + release,
                        null))
                .toList();
    }

    private static String releaseName(GenericKubernetesResource helmRelease) {
        String name = helmRelease.get("spec", "releaseName");
        String target = helmRelease.get("spec", "targetNamespace");
        return name != null
                ? name
                : (target == null ? "" : target + "-")
                        + helmRelease.getMetadata().getName();
    }

    private Reconciler looked(Reconciler found) {
        Boolean suspended;
        try {
            suspended = suspender.look(found.namespace(), found.object()).isEmpty();
        } catch (RunException e) {
            suspended = null;
        }
        return new Reconciler(found.tool(), found.object(), found.namespace(), found.evidence(), suspended);
    }

    private static boolean ofRelease(HasMetadata object, String release) {
        return release.equals(annotations(object).get(HELM_RELEASE));
    }

    private static Map<String, String> annotations(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** Nothing where the kind is not known to this cluster, or hidden from us. */
    private static <T> List<T> list(Supplier<List<T>> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return List.of();
            }
            throw RunException.unavailable("what manages the release cannot be looked at: " + e.getMessage(), e);
        }
    }
}
