package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells clients which groups, versions and kinds there are. */
final class KubeDiscovery {
    private static final Set<String> LISTED_BY_GET_ALL =
            Set.of("pods", "services", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs");

    private final KubeKinds kinds;

    KubeDiscovery(KubeKinds kinds) {
        this.kinds = kinds;
    }

    static ObjectNode version() {
        return KubeJson.object()
                .put("major", "1")
                .put("minor", "34")
                .put("gitVersion", "v1.34.0+ratchet-demo")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "java/17");
    }

    static ObjectNode coreVersions() {
        ObjectNode versions = KubeJson.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    ObjectNode groups() {
        ObjectNode list = KubeJson.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        byGroup().forEach((group, versions) -> groups.add(group(group, versions)));
        return list;
    }

    ObjectNode group(String group) {
        Set<String> versions = byGroup().get(group);
        if (versions == null) {
            throw KubeFault.noSuchPath();
        }
        return group(group, versions).put("kind", "APIGroup").put("apiVersion", "v1");
    }

    ObjectNode resources(String group, String version) {
        ObjectNode list = KubeJson.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (KubeKind kind : kinds.all()) {
            if (kind.group().equals(group) && kind.version().equals(version)) {
                describe(resources, kind);
            }
        }
        if (resources.isEmpty()) {
            throw KubeFault.noSuchPath();
        }
        return list;
    }

    private static void describe(ArrayNode resources, KubeKind kind) {
        boolean review = kind.kind().endsWith("Review");
        ObjectNode resource = resources
                .addObject()
                .put("name", kind.plural())
                .put("singularName", kind.kind().toLowerCase(java.util.Locale.ROOT))
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kind());
        verbs(
                resource,
                review
                        ? List.of("create")
                        : List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));
        if (LISTED_BY_GET_ALL.contains(kind.plural())) {
            resource.putArray("categories").add("all");
        }
        if (!kind.shortName().isEmpty()) {
            resource.putArray("shortNames").add(kind.shortName());
        }
        for (String subresource : kind.subresources()) {
            boolean scale = subresource.equals("scale");
            ObjectNode described = resources
                    .addObject()
                    .put("name", kind.plural() + "/" + subresource)
                    .put("singularName", "")
                    .put("namespaced", kind.namespaced())
                    .put("kind", scale ? "Scale" : kind.kind());
            if (scale) {
                described.put("group", "autoscaling").put("version", "v1");
            }
            switch (subresource) {
                case "log" -> verbs(described, List.of("get"));
                case "binding", "eviction" -> verbs(described, List.of("create"));
                default -> verbs(described, List.of("get", "patch", "update"));
            }
        }
    }

    private static void verbs(ObjectNode resource, List<String> verbs) {
        ArrayNode list = resource.putArray("verbs");
        verbs.forEach(list::add);
    }

    private Map<String, Set<String>> byGroup() {
        Map<String, Set<String>> byGroup = new LinkedHashMap<>();
        for (KubeKind kind : kinds.all()) {
            if (!kind.group().isEmpty()) {
                byGroup.computeIfAbsent(kind.group(), group -> new LinkedHashSet<>())
                        .add(kind.version());
            }
        }
        return byGroup;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = KubeJson.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        for (String version : versions) {
            list.addObject().put("groupVersion", name + "/" + version).put("version", version);
        }
        group.set("preferredVersion", list.get(0));
        return group;
    }
}
