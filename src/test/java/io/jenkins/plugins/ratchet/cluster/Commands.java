package io.jenkins.plugins.ratchet.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;

/** The command lines of the control plane's processes, and the files that these name. */
final class Commands {

    private static final String LOOPBACK = "127.0.0.1";

    // What charts need, and what keeps the cluster tidy. No node lifecycle: nobody renews the nodes' leases.
    private static final String CONTROLLERS = String.join(
            ",",
            "deployment-controller",
            "replicaset-controller",
            "statefulset-controller",
            "daemonset-controller",
            "job-controller",
            "cronjob-controller",
            "garbage-collector-controller",
            "namespace-controller",
            "serviceaccount-controller",
            "root-ca-certificate-publisher-controller",
            "ttl-after-finished-controller",
            "endpoints-controller",
            "endpointslice-controller",
            "disruption-controller",
            "clusterrole-aggregation-controller",
            "validatingadmissionpolicy-status-controller");

    private final Path directory;
    private final int etcdPort = Ports.free();
    private final int etcdPeerPort = Ports.free();
    private final int apiServerPort = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    Commands(Path directory) throws IOException, GeneralSecurityException {
        this.directory = directory;
        String token = UUID.randomUUID().toString();
        Files.writeString(tokens(), token + ",admin,admin,system:masters\n");
        SelfSigned.writeKeyPair(serviceAccountKey(), serviceAccountPublicKey());
        Files.writeString(kubeconfig(), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: ratchet
                  cluster: {server: "https://%s:%d", certificate-authority: "%s"}
                users:
                - name: admin
                  user: {token: %s}
                contexts:
                - name: ratchet
                  context: {cluster: ratchet, user: admin}
                current-context: ratchet
                """.formatted(LOOPBACK, apiServerPort, apiServerCertificate(), token));
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /** The API server makes it at its first start: its own certificate and the authority that signed it. */
    Path apiServerCertificate() {
        return directory.resolve("certificates/apiserver.crt");
    }

    boolean apiServerCertificateIsWritten() {
        try {
            return Files.readString(apiServerCertificate()).endsWith("-----END CERTIFICATE-----\n");
        } catch (IOException e) {
            return false; // not there yet
        }
    }

    List<String> etcd() {
        return List.of(
                binary("etcd"),
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + etcdUrl(),
                "--advertise-client-urls=" + etcdUrl(),
                "--listen-peer-urls=" + etcdPeerUrl(),
                "--initial-advertise-peer-urls=" + etcdPeerUrl(),
                "--initial-cluster=default=" + etcdPeerUrl(),
                // The data need not outlive the machine, and a shared disk makes fsync slow.
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    boolean etcdIsHealthy() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(etcdUrl() + "/health")).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<String> apiServer() {
        return List.of(
                binary("kube-apiserver"),
                "--etcd-servers=" + etcdUrl(),
                "--bind-address=" + LOOPBACK,
                "--advertise-address=" + LOOPBACK,
                "--secure-port=" + apiServerPort,
                "--cert-dir=" + directory.resolve("certificates"),
                "--token-auth-file=" + tokens(),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + serviceAccountPublicKey(),
                "--service-account-signing-key-file=" + serviceAccountKey(),
                "--service-cluster-ip-range=10.96.0.0/16",
                // The endpoints of the service "kubernetes" may not be loopback addresses, so it has none.
                "--endpoint-reconciler-type=none",
                "--kubelet-preferred-address-types=InternalIP",
                "--allow-privileged=true");
    }

    List<String> controllerManager() {
        return List.of(
                binary("kube-controller-manager"),
                "--kubeconfig=" + kubeconfig(),
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                "--secure-port=0",
                "--service-account-private-key-file=" + serviceAccountKey(),
                "--root-ca-file=" + apiServerCertificate());
    }

    List<String> kwok() {
        return List.of(
                binary("kwok"),
                "--kubeconfig=" + kubeconfig(),
                "--manage-all-nodes=false",
                "--manage-nodes-with-annotation-selector=" + Nodes.KWOK_ANNOTATION + "=fake",
                "--node-ip=" + LOOPBACK,
                "--cidr=10.0.0.1/24",
                // None: nothing is to be renewed when the API server comes back.
                "--node-lease-duration-seconds=0");
    }

    private Path tokens() {
        return directory.resolve("tokens.csv");
    }

    private Path serviceAccountKey() {
        return directory.resolve("service-account.key");
    }

    private Path serviceAccountPublicKey() {
        return directory.resolve("service-account.pub");
    }

    private String etcdUrl() {
        return "http://" + LOOPBACK + ":" + etcdPort;
    }

    private String etcdPeerUrl() {
        return "http://" + LOOPBACK + ":" + etcdPeerPort;
    }

    private static String binary(String name) {
        return Tools.binary(name).toString();
    }
}
