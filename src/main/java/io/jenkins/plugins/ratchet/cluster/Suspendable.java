package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A kind of object that can be told to rest, the one field that says so, and what it says then. */
public enum Suspendable {
    DEPLOYMENT("apps", "v1", "deployments", "Deployment", "/spec/replicas", "0"),
    STATEFULSET("apps", "v1", "statefulsets", "StatefulSet", "/spec/replicas", "0"),
    CRONJOB("batch", "v1", "cronjobs", "CronJob", "/spec/suspend", "true"),
    /** KEDA would start what was scaled to zero again by itself; a HorizontalPodAutoscaler would not. */
    SCALEDOBJECT(
            "keda.sh",
            "v1alpha1",
            "scaledobjects",
            "ScaledObject",
            "/metadata/annotations/autoscaling.keda.sh~1paused-replicas",
            "\"0\""),
    SCALEDJOB(
            "keda.sh",
            "v1alpha1",
            "scaledjobs",
            "ScaledJob",
            "/metadata/annotations/autoscaling.keda.sh~1paused",
            "\"true\""),
    /** Of Flux. */
    HELMRELEASE("helm.toolkit.fluxcd.io", "v2", "helmreleases", "HelmRelease", "/spec/suspend", "true"),
    /** Of Flux. */
    KUSTOMIZATION("kustomize.toolkit.fluxcd.io", "v1", "kustomizations", "Kustomization", "/spec/suspend", "true"),
    /** Led to other pods; what its selector is meanwhile is said where it is suspended. */
    SERVICE("", "v1", "services", "Service", "/spec/selector", null),
    /** Of Argo CD; without this field it is brought in line only when somebody asks. */
    APPLICATION("argoproj.io", "v1alpha1", "applications", "Application", "/spec/syncPolicy/automated", null);

    private final ResourceDefinitionContext context;
    private final JsonPointer field;
    private final String resting;

    Suspendable(String group, String version, String plural, String kind, String field, String resting) {
        this.context = new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withPlural(plural)
                .withKind(kind)
                .withNamespaced(true)
                .build();
        this.field = JsonPointer.compile(field);
        this.resting = resting;
    }

    /**
     * The kind in a reference such as {@code deployment/api}.
     *
     * @throws RunException {@code USAGE} where it is none of these
     */
    static Suspendable of(String object) {
        String word = object.substring(0, Math.max(0, object.indexOf('/')));
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> RunException.usage(object + " cannot be suspended; name one of "
                        + Arrays.stream(values())
                                .map(kind -> kind.word() + "/NAME")
                                .collect(Collectors.joining(", "))));
    }

    /** As kubectl writes it before the slash. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    ResourceDefinitionContext context() {
        return context;
    }

    JsonPointer field() {
        return field;
    }

    /** What the field holds while the object rests, as JSON; null where it is absent then. */
    String resting() {
        return resting;
    }
}
