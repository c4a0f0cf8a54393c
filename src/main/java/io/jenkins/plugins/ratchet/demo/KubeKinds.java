package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds that the API serves: those built in, and those that stored CustomResourceDefinitions add. */
final class KubeKinds {
    /*
     * group/version plural Kind scope subresources short name. A kind whose behaviour nothing here honours
     * (admission policies, for one) is left out, so that a client learns that from a 404.
     */
    private static final String TABLE = """
            v1 namespaces Namespace cluster status,finalize ns
            v1 nodes Node cluster status no
            v1 persistentvolumes PersistentVolume cluster status pv
            v1 pods Pod namespaced status,log,binding,eviction po
            v1 services Service namespaced status svc
            v1 serviceaccounts ServiceAccount namespaced - sa
            v1 configmaps ConfigMap namespaced - cm
            v1 secrets Secret namespaced - -
            v1 events Event namespaced - ev
            v1 endpoints Endpoints namespaced - ep
            v1 persistentvolumeclaims PersistentVolumeClaim namespaced status pvc
            v1 limitranges LimitRange namespaced - limits
            v1 resourcequotas ResourceQuota namespaced status quota
            v1 podtemplates PodTemplate namespaced - -
            apps/v1 deployments Deployment namespaced status,scale deploy
            apps/v1 replicasets ReplicaSet namespaced status,scale rs
            apps/v1 statefulsets StatefulSet namespaced status,scale sts
            apps/v1 daemonsets DaemonSet namespaced status ds
            apps/v1 controllerrevisions ControllerRevision namespaced - -
            batch/v1 jobs Job namespaced status -
            batch/v1 cronjobs CronJob namespaced status cj
            autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler namespaced status hpa
            networking.k8s.io/v1 ingresses Ingress namespaced status ing
            networking.k8s.io/v1 networkpolicies NetworkPolicy namespaced - netpol
            networking.k8s.io/v1 ingressclasses IngressClass cluster - -
            rbac.authorization.k8s.io/v1 roles Role namespaced - -
            rbac.authorization.k8s.io/v1 rolebindings RoleBinding namespaced - -
            rbac.authorization.k8s.io/v1 clusterroles ClusterRole cluster - -
            rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding cluster - -
            policy/v1 poddisruptionbudgets PodDisruptionBudget namespaced status pdb
            coordination.k8s.io/v1 leases Lease namespaced - -
            discovery.k8s.io/v1 endpointslices EndpointSlice namespaced - -
            scheduling.k8s.io/v1 priorityclasses PriorityClass cluster - pc
            storage.k8s.io/v1 storageclasses StorageClass cluster - sc
            authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview cluster - -
            apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition cluster status crd
            """;

    private static final List<KubeKind> BUILT_IN =
            TABLE.lines().map(KubeKinds::parse).toList();

    static final KubeKind NAMESPACES = builtIn("namespaces");
    static final KubeKind NODES = builtIn("nodes");
    static final KubeKind PODS = builtIn("pods");
    static final KubeKind CLAIMS = builtIn("persistentvolumeclaims");
    static final KubeKind DEPLOYMENTS = builtIn("deployments");
    static final KubeKind REPLICA_SETS = builtIn("replicasets");
    static final KubeKind STATEFUL_SETS = builtIn("statefulsets");
    static final KubeKind DAEMON_SETS = builtIn("daemonsets");
    static final KubeKind JOBS = builtIn("jobs");
    static final KubeKind DEFINITIONS = builtIn("customresourcedefinitions");

    private final KubeStore store;

    KubeKinds(KubeStore store) {
        this.store = store;
    }

    static KubeKind builtIn(String plural) {
        return BUILT_IN.stream()
                .filter(kind -> kind.plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    static boolean isCustom(KubeKind kind) {
        return !BUILT_IN.contains(kind);
    }

    List<KubeKind> all() {
        List<KubeKind> all = new ArrayList<>(BUILT_IN);
        store.list(DEFINITIONS, null, object -> true).items().forEach(definition -> all.addAll(defined(definition)));
        return all;
    }

    Optional<KubeKind> find(String group, String version, String plural) {
        return all().stream()
                .filter(kind -> kind.group().equals(group)
                        && kind.version().equals(version)
                        && kind.plural().equals(plural))
                .findFirst();
    }

    private static List<KubeKind> defined(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        List<KubeKind> kinds = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                kinds.add(new KubeKind(
                        KubeJson.text(spec, "group"),
                        KubeJson.text(version, "name"),
                        KubeJson.text(spec, "names", "plural"),
                        KubeJson.text(spec, "names", "kind"),
                        "Namespaced".equals(KubeJson.text(spec, "scope")),
                        version.path("subresources").has("status") ? Set.of("status") : Set.of(),
                        ""));
            }
        }
        return kinds;
    }

    private static KubeKind parse(String line) {
        String[] field = line.split(" ");
        int slash = field[0].indexOf('/');
        return new KubeKind(
                slash < 0 ? "" : field[0].substring(0, slash),
                field[0].substring(slash + 1),
                field[1],
                field[2],
                field[3].equals("namespaced"),
                field[4].equals("-") ? Set.of() : Set.of(field[4].split(",")),
                field[5].equals("-") ? "" : field[5]);
    }
}
