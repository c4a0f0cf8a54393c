package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.config.ServicePort;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A port-forward to a pod behind a Service: the newest that is ready, as `kubectl port-forward service/…` does it. */
final class ServiceForward {
    private final Cluster cluster;
    private final String namespace;
    private final String what;

    /** @param what names the setting in errors */
    ServiceForward(Cluster cluster, String namespace, String what) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.what = what;
    }

    PodForwards.Forward open(ServicePort wanted) {
        try {
            Service service = service(wanted.name());
            io.fabric8.kubernetes.api.model.ServicePort port = port(service, wanted.port());
            Pod pod = pod(service);
            return cluster.forwards().open(namespace, pod.getMetadata().getName(), target(pod, port), what);
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    what + ": Service " + wanted.name() + " in namespace " + namespace + " cannot be looked up: "
                            + cluster.reason(e),
                    e);
        }
    }

    private Service service(String name) {
        var services = cluster.client().services().inNamespace(namespace);
        if (!name.contains("=")) {
            Service service = services.withName(name).get();
            if (service == null) {
                throw RunException.unavailable(what + ": there is no Service " + name + " in namespace " + namespace);
            }
            return service;
        }
        List<Service> found = services.withLabelSelector(name).list().getItems();
        if (found.size() != 1) {
            throw RunException.unavailable(
                    what + ": " + (found.isEmpty() ? "no Service" : names(found)) + " in namespace " + namespace
                            + (found.isEmpty() ? " has" : " have") + " the labels " + name + "; expected one");
        }
        return found.get(0);
    }

    private static String names(List<Service> services) {
        return services.stream()
                .map(each -> each.getMetadata().getName())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private io.fabric8.kubernetes.api.model.ServicePort port(Service service, String wanted) {
        List<io.fabric8.kubernetes.api.model.ServicePort> ports =
                service.getSpec().getPorts();
        if (wanted == null && ports.size() == 1) {
            return ports.get(0);
        }
        return ports.stream()
                .filter(port -> wanted != null
                        && (wanted.equals(port.getName()) || wanted.equals(String.valueOf(port.getPort()))))
                .findFirst()
                .orElseThrow(() -> RunException.usage(what + ": Service "
                        + service.getMetadata().getName() + " has no port " + (wanted == null ? "of its own" : wanted)
                        + "; it has "
                        + ports.stream()
                                .map(port -> (port.getName() == null ? "" : port.getName() + " ") + port.getPort())
                                .collect(Collectors.joining(", "))));
    }

    private Pod pod(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        if (selector == null || selector.isEmpty()) {
            throw RunException.usage(what + ": Service " + service.getMetadata().getName()
                    + " selects no pods; ask its address by url instead");
        }
        return cluster.client().pods().inNamespace(namespace).withLabels(selector).list().getItems().stream()
                .filter(pod -> Pods.running(pod) && Evidence.isReady(pod))
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                .orElseThrow(() -> RunException.unavailable(what + ": no pod behind Service "
                        + service.getMetadata().getName() + " is ready"));
    }

    /** The container's own port: a Service may name it, and may itself listen elsewhere. */
    private int target(Pod pod, io.fabric8.kubernetes.api.model.ServicePort port) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return port.getPort();
        }
        if (target.getIntVal() != null) {
            return target.getIntVal();
        }
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(each -> target.getStrVal().equals(each.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> RunException.usage(
                        what + ": pod " + pod.getMetadata().getName() + " has no port called " + target.getStrVal()));
    }
}
