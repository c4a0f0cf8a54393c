package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Secrets on their way back: those whose content differs from that of then get it again, those that are gone are made
 * anew. What helm keeps about the release is never touched: beside a living release it would change its history behind
 * helm's back. Nor are the Secrets that say how to connect to the product's databases, whose servers keep the passwords
 * that they have now.
 */
final class SecretsRestore implements StoreRestore {
    private static final String HELM = "helm.sh/release.v1";

    private final RestoreTask task;
    private final Cluster cluster;
    private final String namespace;
    private final Set<String> leftAlone;
    private final Supplier<List<RecipientStanzaReader>> identities;
    private List<Secret> decrypted;

    /**
     * @param leftAlone names of Secrets that say how to connect to databases
     * @param identities private keys; throws where there are none
     */
    SecretsRestore(
            RestoreTask task,
            Cluster cluster,
            String namespace,
            Set<String> leftAlone,
            Supplier<List<RecipientStanzaReader>> identities) {
        this.task = task;
        this.cluster = cluster;
        this.namespace = namespace;
        this.leftAlone = Set.copyOf(leftAlone);
        this.identities = identities;
    }

    @Override
    public List<String> obstacles() {
        try {
            secrets();
            return List.of();
        } catch (RunException e) {
            return List.of(e.getMessage());
        }
    }

    @Override
    public String present() {
        return "Secrets in namespace " + namespace;
    }

    @Override
    public String restored() {
        return present();
    }

    @Override
    public List<String> lost() {
        List<String> lines = new ArrayList<>();
        for (Secret then : secrets()) {
            Secret now = live(name(then));
            if (now == null) {
                lines.add("Secret " + name(then) + " is gone; it comes back");
            } else if (!same(now, then)) {
                lines.add("Secret " + name(then) + " has changed in " + String.join(", ", differing(now, then)));
            }
        }
        return lines;
    }

    @Override
    public List<String> notes() {
        List<String> left = SecretsContent.of(task.manifest()).secrets().stream()
                .filter(leftAlone::contains)
                .toList();
        return left.isEmpty()
                ? List.of()
                : List.of(
                        "Secrets that say how to connect to databases stay as they are, because the servers' passwords"
                                + " do: " + String.join(", ", left));
    }

    @Override
    public boolean overwrites() {
        return true;
    }

    @Override
    public void prepare() {
        secrets();
    }

    @Override
    public String exchange() {
        int changed = 0;
        for (Secret then : secrets()) {
            Secret now = live(name(then));
            if (now != null && same(now, then)) {
                continue;
            }
            apply(now, then);
            if (!same(Objects.requireNonNullElseGet(live(name(then)), Secret::new), then)) {
                throw RunException.failed(
                        "database " + task.database() + ": Secret " + name(then)
                                + " was put back and is another one already; see who writes it, and run the same restore again");
            }
            task.context().events().fact("restore", task.database() + ": Secret " + name(then) + " is as it was");
            changed++;
        }
        return secrets().size() + " Secrets as they were then, " + changed + " of them put back";
    }

    private void apply(Secret now, Secret then) {
        try {
            boolean replaceable = now != null
                    && Objects.equals(now.getType(), then.getType())
                    && !Boolean.TRUE.equals(now.getImmutable());
            if (replaceable) {
                Secret next = new SecretBuilder(now)
                        .withData(then.getData())
                        .withStringData(null)
                        .withImmutable(then.getImmutable())
                        .build();
                cluster.client().resource(next).update(); // with its resourceVersion
                return;
            }
            if (now != null) {
                cluster.client().resource(now).delete();
            }
            Secret next = new SecretBuilder(then).build();
            next.getMetadata().setNamespace(namespace);
            cluster.client().resource(next).create();
        } catch (KubernetesClientException e) {
            throw RunException.failed("database " + task.database() + ": Secret " + name(then)
                    + " cannot be put back: " + cluster.reason(e)
                    + (e.getCode() == 403 ? "; grant get, create, update and delete on secrets in " + namespace : "")
                    + "; then run the same restore again");
        }
    }

    private static boolean same(Secret one, Secret other) {
        return Objects.equals(type(one), type(other)) && data(one).equals(data(other));
    }

    private static String type(Secret secret) {
        return secret.getType() == null ? "Opaque" : secret.getType();
    }

    private static Map<String, String> data(Secret secret) {
        return secret.getData() == null ? Map.of() : secret.getData();
    }

    /** Names of keys, never what they hold. */
    private static List<String> differing(Secret now, Secret then) {
        Set<String> keys = new TreeSet<>(data(now).keySet());
        keys.addAll(data(then).keySet());
        List<String> differing = new ArrayList<>(keys.stream()
                .filter(key -> !Objects.equals(data(now).get(key), data(then).get(key)))
                .toList());
        if (!type(now).equals(type(then))) {
            differing.add("its type");
        }
        return differing;
    }

    private static String name(Secret secret) {
        return secret.getMetadata().getName();
    }

    private Secret live(String name) {
        try {
            return cluster.client()
                    .secrets()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "Secret " + name + " in namespace " + namespace + " cannot be read: " + cluster.reason(e), e);
        }
    }

    private List<Secret> secrets() {
        if (decrypted == null) {
            try (InputStream in = Files.newInputStream(task.directory().resolve(SecretsSubject.SECRETS))) {
                String json = new String(Age.decrypt(in, identities.get()), StandardCharsets.UTF_8);
                decrypted = Serialization.unmarshal(json, KubernetesList.class).getItems().stream()
                        .map(Secret.class::cast)
                        .filter(secret -> !HELM.equals(secret.getType()))
                        .filter(secret -> !leftAlone.contains(name(secret)))
                        .toList();
            } catch (IOException e) {
                throw RunException.failed("database " + task.database() + ": " + SecretsSubject.SECRETS
                        + " cannot be decrypted: " + e.getMessage());
            }
        }
        return decrypted;
    }
}
