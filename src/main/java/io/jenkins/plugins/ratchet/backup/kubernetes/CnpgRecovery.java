package io.jenkins.plugins.ratchet.backup.kubernetes;

import static io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.text;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A new Cluster from a backup: the specification of the one that was backed up, without what must not be there twice.
 *
 * <p>Facts (CloudNativePG: recovery, bootstrap; plugin-barman-cloud: usage; the operator's validating webhook): without a
 * target all archived log is replayed, and so the migration too that is to be undone; {@code targetImmediate} ends where
 * the backup is consistent and needs a {@code backupID}; an archive is written to {@code serverName}, the Cluster's name
 * by default, and must be empty at first; after a recovery the owner of the application's database gets the password of
 * {@code secret}, or of a new one; a Cluster's name has at most 50 characters.
 *
 * @param source the Cluster as it was
 * @param name of the new one
 * @param secret of the application's user in the source; null where it has none
 */
record CnpgRecovery(JsonNode source, CnpgContent content, String name, String secret) {
    static final String BARMAN_PLUGIN = "barman-cloud.cloudnative-pg.io";

    private static final int LONGEST_NAME = 50;
    private static final int SUFFIX = "-restored-20261127-093015".length();
    private static final int HASH = 6;
    private static final String ORIGIN = "ratchet-origin";

    /** The name of the new Cluster, from that of the restore; always the same one. */
    static String name(String restore) {
        if (restore.length() <= LONGEST_NAME) {
            return restore;
        }
        String suffix = restore.substring(restore.length() - SUFFIX);
        return restore.substring(0, LONGEST_NAME - SUFFIX - HASH - 1) + "-"
                + Sha256.of(restore).substring(0, HASH) + suffix;
    }

    /** How the source was made; holds the names of the application's database and user. */
    private static JsonNode bootstrap(JsonNode source) {
        JsonNode bootstrap = source.path("spec").path("bootstrap");
        for (String way : new String[] {"initdb", "recovery", "pg_basebackup"}) {
            if (bootstrap.path(way).isObject()) {
                return bootstrap.path(way);
            }
        }
        return bootstrap.path("initdb");
    }

    /** The Secret of the application's user: the one that was named, or that of the operator. */
    static String secret(JsonNode source) {
        String named = text(bootstrap(source).path("secret"), "name");
        return named != null ? named : text(source.path("metadata"), "name") + "-app";
    }

    /** Why no Cluster can be made from the backup in this way; empty where one can. */
    Optional<String> obstacle() {
        if (!"plugin".equals(content.method()) || barman().isPresent()) {
            return Optional.empty();
        }
        return Optional.of("Backup " + content.name() + " was taken by a plugin other than " + BARMAN_PLUGIN
                + ", whose way of recovery Ratchet does not know; restore it by hand");
    }

    private Optional<JsonNode> barman() {
        for (JsonNode plugin : source.path("spec").path("plugins")) {
            if (BARMAN_PLUGIN.equals(text(plugin, "name"))) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }

    Map<String, Object> spec() {
        ObjectNode spec = source.path("spec").deepCopy();
        spec.remove(List.of("externalClusters", "replica"));
        if (spec.path("managed").isObject()) {
            ((ObjectNode) spec.get("managed")).remove("services"); // their names are taken
        }
        String image = text(source.path("status"), "image");
        if (image != null && !spec.has("imageName") && !spec.has("imageCatalogRef")) {
            spec.put("imageName", image); // the operator's default may be another major by now
        }
        if (spec.path("backup").path("barmanObjectStore").isObject()) {
            ((ObjectNode) spec.path("backup").path("barmanObjectStore")).put("serverName", name);
        }
        plugins(spec);
        spec.putObject("bootstrap").set("recovery", recovery(spec));
        return Json.mapper().convertValue(spec, new TypeReference<>() {});
    }

    /** Each writes to where the source's does, unless it is told another name there. */
    private void plugins(ObjectNode spec) {
        ArrayNode kept = Json.mapper().createArrayNode();
        for (JsonNode plugin : spec.path("plugins")) {
            if (BARMAN_PLUGIN.equals(text(plugin, "name"))) {
                ((ObjectNode) plugin).withObjectProperty("parameters").put("serverName", name);
                kept.add(plugin);
            } else if (!plugin.path("isWALArchiver").asBoolean(false)) {
                kept.add(plugin);
            }
        }
        if (spec.has("plugins")) {
            spec.set("plugins", kept);
        }
    }

    private ObjectNode recovery(ObjectNode spec) {
        ObjectNode recovery = Json.mapper().createObjectNode();
        if ("plugin".equals(content.method())) {
            recovery.put("source", ORIGIN);
            ObjectNode origin = spec.putArray("externalClusters").addObject().put("name", ORIGIN);
            ObjectNode plugin = origin.putObject("plugin").put("name", BARMAN_PLUGIN);
            ObjectNode parameters = barman().orElseThrow().path("parameters").isObject()
                    ? barman().orElseThrow().path("parameters").deepCopy()
                    : Json.mapper().createObjectNode();
            if (!parameters.has("serverName")) {
                parameters.put("serverName", content.cluster());
            }
            plugin.set("parameters", parameters);
        } else {
            recovery.putObject("backup").put("name", content.name());
        }
        String id = content.backupId() != null ? content.backupId() : content.backupName();
        recovery.putObject("recoveryTarget")
                .put("backupID", id != null ? id : content.name())
                .put("targetImmediate", true);
        JsonNode then = bootstrap(source);
        for (String key : new String[] {"database", "owner"}) {
            if (text(then, key) != null) {
                recovery.put(key, text(then, key));
            }
        }
        if (secret != null) {
            recovery.putObject("secret").put("name", secret);
        }
        return recovery;
    }

    /** Whether a Cluster under our name is the one that we asked for. */
    boolean made(JsonNode cluster) {
        JsonNode recovery = cluster.path("spec").path("bootstrap").path("recovery");
        return "plugin".equals(content.method())
                ? ORIGIN.equals(text(recovery, "source"))
                : content.name().equals(text(recovery.path("backup"), "name"));
    }

    /** What is not as in the source. */
    List<String> differences() {
        List<String> told = new ArrayList<>();
        for (JsonNode plugin : source.path("spec").path("plugins")) {
            if (!BARMAN_PLUGIN.equals(text(plugin, "name"))
                    && plugin.path("isWALArchiver").asBoolean(false)) {
                told.add("Cluster " + name + " is made without the plugin " + text(plugin, "name")
                        + ", so it archives no log until you set that up");
            }
        }
        if (source.path("spec").path("managed").path("services").isObject()) {
            told.add(
                    "Cluster " + name + " is made without managed.services, whose names " + content.cluster() + " has");
        }
        if (source.path("spec").path("certificates").hasNonNull("serverTLSSecret")) {
            told.add("Cluster " + name + " has the server certificate of " + content.cluster()
                    + ": whoever checks the host's name needs one for " + name + "-rw");
        }
        if (source.path("spec").path("enableSuperuserAccess").asBoolean(false)
                && !source.path("spec").hasNonNull("superuserSecret")) {
            told.add("the superuser's password of Cluster " + name + " is a new one, in Secret " + name + "-superuser");
        }
        return told;
    }
}
