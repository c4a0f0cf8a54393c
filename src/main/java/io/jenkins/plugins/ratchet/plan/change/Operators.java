package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Secrets that operators make because an object of the chart asks them to. */
final class Operators {
    private Operators() {}

    static Set<ObjectRef> products(List<ManifestObject> objects) {
        Set<ObjectRef> products = new HashSet<>();
        for (ManifestObject object : objects) {
            String name = object.ref().name();
            JsonNode spec = object.body().path("spec");
            switch (object.ref().kind()) {
                case "Certificate" ->
                    add(products, object, spec.path("secretName").asText(""));
                case "ExternalSecret" ->
                    add(products, object, spec.at("/target/name").asText(name));
                case "SealedSecret" ->
                    add(products, object, spec.at("/template/metadata/name").asText(name));
                case "VaultStaticSecret", "VaultDynamicSecret" ->
                    add(products, object, spec.at("/destination/name").asText(""));
                case "SecretProviderClass" ->
                    spec.path("secretObjects")
                            .forEach(each -> add(
                                    products, object, each.path("secretName").asText("")));
                case "Cluster" -> {
                    if (object.ref().group().equals("postgresql.cnpg.io")) {
                        List.of("-app", "-superuser", "-ca", "-server")
                                .forEach(suffix -> add(products, object, name + suffix));
                    }
                }
                case "Ingress" -> {
                    JsonNode annotations = object.body().at("/metadata/annotations");
                    if (annotations.has("cert-manager.io/cluster-issuer")
                            || annotations.has("cert-manager.io/issuer")) {
                        spec.path("tls")
                                .forEach(tls -> add(
                                        products, object, tls.path("secretName").asText("")));
                    }
                }
                default -> {}
            }
        }
        return products;
    }

    private static void add(Set<ObjectRef> products, ManifestObject by, String name) {
        if (!name.isEmpty()) {
            products.add(new ObjectRef("", "Secret", by.ref().namespace(), name));
        }
    }
}
