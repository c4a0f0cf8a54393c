package io.jenkins.plugins.ratchet.backup.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackup;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.SecretsSettings;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of a cluster, encrypted and back. */
class SecretsDumpIT {
    private static final String VALUE = "hunter2-correct-horse";
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 1, null);

    @TempDir
    Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private LocalApi api;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        api = new LocalApi(directory);
        api.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("apps")
                        .endMetadata()
                        .build())
                .create();
        api.client().resource(secret("shop-db", "Opaque")).create();
        api.client().resource(secret("extra", "Opaque")).create();
        api.client().resource(secret("not-ours", "Opaque")).create();
        api.client()
                .resource(secret("token", "kubernetes.io/service-account-token"))
                .create();
        HasMetadata stored = secret("sh.helm.release.v1.shop.v1", "helm.sh/release.v1");
        stored.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName("x")
                        .withUid("u")
                        .build()));
        ReleaseState release = new ReleaseState(
                "apps/shop#1",
                "apps",
                "shop",
                1,
                "shop-1.0.0",
                List.of(stored),
                List.of("""
                        kind: Deployment
                        spec: { template: { spec: { serviceAccountName: shop, containers: [{ envFrom: [
                          { secretRef: { name: shop-db } }, { secretRef: { name: gone } }, { secretRef: { name: token } } ] }] } } }
                        """),
                "{\"password\":\"" + VALUE + "\"}");
        store = new SecretsDump(api.cluster, () -> release, setting -> Optional.ofNullable(setting.literal()));
    }

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    private static Secret secret(String name, String type) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("apps")
                .endMetadata()
                .withType(type)
                .addToData("password", Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static BackupRequest request(Database.Proof proof, String identity, String... names) {
        Settings settings =
                new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        SecretsSettings secrets = new SecretsSettings(
                List.of(AgeTest.PUBLIC), List.of(names), null, identity == null ? null : Setting.of(identity));
        return new BackupRequest(DatabaseFixture.secrets("runtime", secrets, proof), new Addresses(settings));
    }

    private BackupEntry backUp(BackupRequest request) {
        return new Backups(List.of(store), events, () -> false, Clock.systemUTC())
                .backUp(List.of(request), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    @Test
    void theSecretsOfTheReleaseAreThereAndNowhereInClear() throws IOException {
        BackupEntry entry = backUp(request(null, AgeTest.PRIVATE, "extra"));

        assertThat(entry.proof()).isEqualTo("decrypt");
        Path backup = Path.of(entry.location());
        try (Stream<Path> files = Files.walk(directory.resolve("backups"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(VALUE)
                        .doesNotContain(Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertThat(String.join("\n", events.everything())).doesNotContain(VALUE);
        byte[] clear = Age.decrypt(
                new ByteArrayInputStream(Files.readAllBytes(backup.resolve("secrets.json.age"))),
                Age.identities(AgeTest.PRIVATE, "key"));
        var items = Json.mapper().readTree(clear).path("items");
        assertThat(items).extracting(item -> item.at("/metadata/name").asText()).containsExactly("extra", "shop-db");
        assertThat(items.get(0).at("/metadata/uid").isMissingNode()).isTrue();
        byte[] helm = Age.decrypt(
                new ByteArrayInputStream(Files.readAllBytes(backup.resolve("helm.json.age"))),
                Age.identities(AgeTest.PRIVATE, "key"));
        assertThat(new String(helm, StandardCharsets.UTF_8))
                .contains("sh.helm.release.v1.shop.v1")
                .doesNotContain("\"kind\":\"Pod\"");
        BackupManifest manifest =
                Json.mapper().readValue(backup.resolve("backup.json").toFile(), BackupManifest.class);
        assertThat(manifest.notes()).anyMatch(note -> note.contains("gone")).anyMatch(note -> note.contains("token"));
        assertThat(SecretsContent.of(manifest).stored()).containsExactly("sh.helm.release.v1.shop.v1");
    }

    @Test
    void withoutAKeyItIsNoMoreThanWritten() {
        BackupEntry entry = backUp(request(Database.Proof.written, null));

        assertThat(entry.proof()).isEqualTo("written");
    }

    @Test
    void itIsProvenAgainByDecrypting() throws IOException {
        BackupRequest request = request(null, AgeTest.PRIVATE);
        BackupEntry entry = backUp(request);
        try (KeptBackups kept =
                new KeptBackups(List.of(store), events, () -> false, Clock.systemUTC(), Map.of(), POLICY)) {
            KeptBackup backup = kept.find(entry).orElseThrow();
            assertThat(kept.prove(backup, request))
                    .hasValueSatisfying(proof -> assertThat(proof.method()).isEqualTo("decrypt"));
            Path file = Path.of(entry.location(), "helm.json.age");
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
            assertThat(catchThrowableOfType(RunException.class, () -> kept.prove(backup, request)))
                    .hasMessageContaining("helm.json.age");
        }
    }

    @Test
    void aKeyOfNobodyAndAMissingSecretAreSaidBeforeAnythingIsWritten() {
        String other = "AGE-SECRET-KEY-1JVT58A8G24K5X9A77NK3QAQ3YVTWH9TAY5GX5757UJ3RNU9Q74DQ4DRGH3";
        assertThat(catchThrowableOfType(RunException.class, () -> backUp(request(null, other))))
                .hasMessageContaining("private key of none of")
                .hasMessageNotContaining(other);
        assertThat(catchThrowableOfType(RunException.class, () -> backUp(request(null, AgeTest.PRIVATE, "nosuch"))))
                .hasMessageContaining("there is no Secret nosuch");
        assertThat(directory.resolve("backups")).doesNotExist();
    }
}
