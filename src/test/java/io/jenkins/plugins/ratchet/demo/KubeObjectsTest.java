package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeObjectsTest {
    private static final KubeKind SECRETS = KubeKinds.builtIn("secrets");
    private static final KubeKind CONFIG_MAPS = KubeKinds.builtIn("configmaps");

    private final KubeStore store = new KubeStore();
    private final KubeObjects objects = new KubeObjects(store);

    @BeforeEach
    void namespacesExist() {
        new KubeControllers(store, Duration.ZERO);
    }

    private ObjectNode create(KubeKind kind, String yaml) throws Exception {
        return objects.create(kind, "default", (ObjectNode) KubeJson.YAML.readTree(yaml), false);
    }

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) KubeJson.YAML.readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void refused(int code, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubeFault.class, fault -> assertThat(fault.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void who_writes_with_an_old_resource_version_is_refused() throws Exception {
        ObjectNode first = create(CONFIG_MAPS, "{metadata: {name: a}, data: {x: '1'}}");
        ObjectNode second = first.deepCopy();
        KubeJson.child(second, "data").put("x", "2");
        objects.change(CONFIG_MAPS, "default", "a", "", present -> second, false);
        refused(
                409,
                "the object has been modified",
                () -> objects.change(CONFIG_MAPS, "default", "a", "", present -> first, false));
    }

    @Test
    void a_write_that_changes_nothing_makes_no_new_version() throws Exception {
        ObjectNode created = create(CONFIG_MAPS, "{metadata: {name: a}, data: {x: '1'}}");
        ObjectNode same = objects.change(CONFIG_MAPS, "default", "a", "", present -> present, false);
        assertThat((Object) same).isEqualTo(created);
    }

    @Test
    void a_name_is_taken_once() throws Exception {
        create(CONFIG_MAPS, "{metadata: {name: a}}");
        refused(409, "configmaps \"a\" already exists", () -> create(CONFIG_MAPS, "{metadata: {name: a}}"));
    }

    @Test
    void a_secret_may_hold_a_mebibyte_and_not_a_byte_more() {
        objects.create(SECRETS, "default", secret(KubeValidation.DATA_LIMIT), false);
        refused(
                422,
                "must have at most 1048576 bytes",
                () -> objects.create(SECRETS, "default", secret(KubeValidation.DATA_LIMIT + 1), false));
    }

    private static ObjectNode secret(int bytes) {
        ObjectNode secret = KubePods.named("v1", "Secret", "size-" + bytes);
        secret.putObject("data").put("x", Base64.getEncoder().encodeToString(new byte[bytes]));
        return secret;
    }

    @Test
    void plain_strings_of_a_secret_are_stored_encoded() throws Exception {
        ObjectNode secret = create(SECRETS, "{metadata: {name: s}, stringData: {a: hi}}");
        assertThat(KubeJson.text(secret, "data", "a")).isEqualTo("aGk=");
        assertThat(secret.has("stringData")).isFalse();
    }

    @Test
    void values_that_are_no_strings_are_refused_as_go_does() {
        refused(400, "cannot unmarshal number", () -> create(CONFIG_MAPS, "{metadata: {name: a}, data: {x: 1}}"));
    }

    @Test
    void nothing_is_created_in_a_namespace_that_does_not_exist() throws Exception {
        ObjectNode map = (ObjectNode) KubeJson.YAML.readTree("{metadata: {name: a}}");
        refused(404, "namespaces \"nowhere\" not found", () -> objects.create(CONFIG_MAPS, "nowhere", map, false));
    }

    @Test
    void the_template_of_a_job_cannot_be_changed() throws Exception {
        create(
                KubeKinds.JOBS,
                "{metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}");
        refused(
                422,
                "spec.template: Invalid value",
                () -> objects.change(
                        KubeKinds.JOBS,
                        "default",
                        "j",
                        "",
                        present -> KubePatch.merge(
                                present, yaml("{spec: {template: {spec: {restartPolicy: OnFailure}}}}")),
                        false));
    }

    @Test
    void a_change_of_intent_raises_the_generation_and_a_change_of_status_does_not() throws Exception {
        create(KubeKinds.builtIn("services"), "{metadata: {name: s}, spec: {ports: [{port: 80}]}}");
        KubeKind services = KubeKinds.builtIn("services");
        ObjectNode relabelled = objects.change(
                services,
                "default",
                "s",
                "",
                present -> KubePatch.merge(present, yaml("{metadata: {labels: {a: b}}}")),
                false);
        assertThat(KubeJson.at(relabelled, "metadata", "generation").asInt()).isEqualTo(1);
        ObjectNode changed = objects.change(
                services,
                "default",
                "s",
                "",
                present -> KubePatch.merge(present, yaml("{spec: {type: NodePort}}")),
                false);
        assertThat(KubeJson.at(changed, "metadata", "generation").asInt()).isEqualTo(2);
        assertThat(KubeJson.text(changed, "spec", "clusterIP")).startsWith("10.96.");
    }
}
