package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.SnapshotSettings.Provider;
import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What belongs to the methods whose backup is taken by something else: a provider, Kubernetes, a user's program. */
final class MethodRules {
    /** The methods that have a block of their own, which has their name. */
    static final List<String> BLOCKS = List.of("snapshot", "volume", "cnpg", "command", "job");

    private static final Map<String, List<String>> PROOFS = Map.of(
            "snapshot", List.of("state", "restore"),
            "volume", List.of("state"),
            "cnpg", List.of("state"),
            "command", List.of("command"),
            "job", List.of("restore", "read"));

    private static final Map<Provider, String> KINDS = Map.of(
            Provider.rds, "postgres",
            Provider.aurora, "postgres",
            Provider.cloudsql, "postgres",
            Provider.flexibleserver, "postgres",
            Provider.documentdb, "mongodb",
            Provider.cosmosdb, "mongodb");

    /** Names that reach a provider's command line as arguments: none may look like an option. */
    private static final Pattern CLOUD_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/()-]{0,254}");

    private static final Pattern OBJECT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Set<Provider> AZURE = Set.of(Provider.flexibleserver, Provider.cosmosdb);

    private MethodRules() {}

    static void check(Mapping database) {
        String method = database.text("method");
        for (String block : BLOCKS) {
            if (database.has(block) && !block.equals(method)) {
                throw database.keys().get(block).error("goes with method " + block + " only");
            }
        }
        base(database);
        if (method == null || !BLOCKS.contains(method)) {
            for (String proof : List.of("state", "command")) {
                if (proof.equals(database.text("proof"))) {
                    throw database.placeOf("proof")
                            .error(proof + " goes with the methods "
                                    + (proof.equals("state") ? "snapshot, volume and cnpg" : "command") + " only");
                }
            }
            return;
        }
        Mapping block = database.mapping(method);
        if (block == null) {
            throw database.place().errorAbout(method, "is missing; method " + method + " needs it");
        }
        String proof = database.text("proof");
        if (proof != null && !PROOFS.get(method).contains(proof)) {
            throw database.placeOf("proof")
                    .error(proof + " does not go with method " + method + "; expected "
                            + String.join(" or ", PROOFS.get(method)));
        }
        switch (method) {
            case "snapshot" -> snapshot(database, block);
            case "volume" -> volume(block);
            case "cnpg" -> cnpg(database, block);
            case "job" -> job(database, block);
            default -> command(block);
        }
    }

    /** Not needed for a backup. */
    private static void base(Mapping database) {
        Mapping block = database.mapping("base");
        if (block == null) {
            return;
        }
        if (!"base".equals(database.text("method"))) {
            throw database.keys().get("base").error("goes with method base only");
        }
        if (!ConfigRules.required(block, "directory").startsWith("/")) {
            throw block.placeOf("directory")
                    .error(YamlNode.quoted(block.text("directory")) + " is no absolute path of this machine");
        }
    }

    private static void snapshot(Mapping database, Mapping block) {
        Provider provider = Provider.valueOf(ConfigRules.required(block, "provider"));
        String kind = database.has("kind") ? database.text("kind") : "postgres";
        if (!KINDS.get(provider).equals(kind)) {
            throw block.placeOf("provider")
                    .error(provider + " goes with kind " + KINDS.get(provider) + ", this is of kind " + kind);
        }
        ConfigRules.required(block, "source");
        for (String key :
                List.of("source", "region", "profile", "project", "subscription", "resourceGroup", "instanceClass")) {
            String text = block.text(key);
            if (text != null && !CLOUD_NAME.matcher(text).matches()) {
                throw block.placeOf(key)
                        .error(YamlNode.quoted(text) + " is no such name: it starts with a letter or digit, then"
                                + " letters, digits and . _ : / - ( )");
            }
        }
        if (AZURE.contains(provider) && !block.has("resourceGroup")) {
            throw block.place().errorAbout("resourceGroup", "is missing; " + provider + " needs it");
        }
        if ("restore".equals(database.text("proof")) && !kind.equals("postgres")) {
            throw database.placeOf("proof")
                    .error("restore compares by SQL, so it does not go with kind " + kind + "; expected state");
        }
        if ("restore".equals(database.text("proof")) && database.mapping("connection") == null) {
            throw database.place()
                    .errorAbout("connection", "is missing; proof restore reads the source's content over it");
        }
    }

    private static void volume(Mapping block) {
        if (block.items("claims").isEmpty()) {
            throw block.place().errorAbout("claims", "is missing; name the claims that the data store lives on");
        }
        for (YamlNode claim : block.items("claims")) {
            object(claim.place(), ((Scalar) claim).text(), "PersistentVolumeClaim");
        }
        for (String key : List.of("namespace", "snapshotClass")) {
            if (block.has(key)) {
                object(block.placeOf(key), block.text(key), key);
            }
        }
    }

    private static void cnpg(Mapping database, Mapping block) {
        if (database.has("kind") && !database.text("kind").equals("postgres")) {
            throw database.placeOf("method").error("cnpg goes with kind postgres only");
        }
        object(block.placeOf("cluster"), ConfigRules.required(block, "cluster"), "Cluster");
        if (block.has("namespace")) {
            object(block.placeOf("namespace"), block.text("namespace"), "namespace");
        }
        if (block.has("plugin") && !"plugin".equals(block.text("method"))) {
            throw block.keys().get("plugin").error("goes with method plugin only");
        }
    }

    private static void job(Mapping database, Mapping block) {
        String kind = database.text("kind");
        if (kind != null && !kind.equals("postgres") && !kind.equals("mongodb")) {
            throw database.placeOf("method").error("job goes with kind postgres and kind mongodb only");
        }
        if ("mongodb".equals(kind) && database.mapping("connection") == null) {
            throw database.place().errorAbout("connection", "is missing; it says what mongodump dumps");
        }
        ConfigRules.required(block, "image");
        jobPlace(block);
        if (block.has("serviceAccount")) {
            object(block.placeOf("serviceAccount"), block.text("serviceAccount"), "service account");
        }
        if (block.has("mountPath") && !block.text("mountPath").matches("/[^:\\s]+")) {
            throw block.placeOf("mountPath")
                    .error(YamlNode.quoted(block.text("mountPath")) + " is no absolute path below /");
        }
    }

    private static void jobPlace(Mapping block) {
        if (!block.has("claim") && !block.has("rclone")) {
            throw block.place()
                    .errorAbout("claim", "is missing; say where the dump goes, either by claim or by rclone");
        }
        if (block.has("claim") && block.has("rclone")) {
            throw block.keys().get("rclone").error("does not go with claim: the dump goes to one place");
        }
        if (block.has("claim")) {
            object(block.placeOf("claim"), ConfigRules.required(block, "claim"), "PersistentVolumeClaim");
            if (block.has("rcloneConfigSecret")) {
                throw block.keys().get("rcloneConfigSecret").error("goes with rclone only");
            }
            return;
        }
        DestinationName.problem(DestinationName.RCLONE + block.text("rclone")).ifPresent(problem -> {
            throw block.placeOf("rclone").error("is written REMOTE:PATH; as rclone:REMOTE:PATH it " + problem);
        });
        object(block.placeOf("rcloneConfigSecret"), ConfigRules.required(block, "rcloneConfigSecret"), "Secret");
    }

    private static void command(Mapping block) {
        for (String key : List.of("run", "verify")) {
            if (block.items(key).isEmpty()) {
                throw block.place()
                        .errorAbout(
                                key,
                                key.equals("run")
                                        ? "is missing; it takes the backup"
                                        : "is missing; a backup that nothing verifies is not proven");
            }
        }
    }

    private static void object(YamlNode.Place place, String text, String kind) {
        if (!OBJECT.matcher(text).matches()) {
            throw place.error(YamlNode.quoted(text) + " is no name of a Kubernetes " + kind);
        }
    }
}
