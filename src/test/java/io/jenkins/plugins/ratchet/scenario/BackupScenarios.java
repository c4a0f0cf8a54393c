package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A backup is believed only as long as it is what was proven. */
interface BackupScenarios extends OnStage {

    @Scenario
    default void a_spoiled_backup_is_not_accepted_as_proven(Shop shop) throws IOException {
        shop.installed();
        assertThat(shop.backUp().exit()).isZero();
        Path backup = Path.of(shop.upgrade().backups().get(0).location());
        List<Path> data = data(backup);
        Path table = data.stream()
                .max((one, other) -> Long.compare(size(one), size(other)))
                .orElseThrow();
        byte[] intact = Files.readAllBytes(table);
        Path manifest = backup.resolve("backup.json");
        String truth = Files.readString(manifest);

        Files.write(table, java.util.Arrays.copyOf(intact, intact.length / 2));
        refused(shop, "cut in half");
        byte[] flipped = intact.clone();
        flipped[flipped.length / 2] ^= 1;
        Files.write(table, flipped);
        refused(shop, "one bit flipped");
        Files.delete(table);
        refused(shop, "one data file missing");
        Files.write(table, intact);
        Files.writeString(manifest, truth.replaceFirst("\"bytes\" *: *\\d+", "\"bytes\" : 1"));
        refused(shop, "manifest edited");
        Files.writeString(manifest, "");
        refused(shop, "manifest empty");
        Files.delete(manifest);
        refused(shop, "manifest missing");

        Files.write(manifest, truth.getBytes(StandardCharsets.UTF_8));
        RatchetProcess.Ended whole = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(whole.exit()).as(whole.output()).isZero();
    }

    @Scenario
    default void the_backup_of_another_database_in_its_place_is_not_accepted(Shop shop) throws IOException {
        shop.installed();
        String elsewhere = shop.name() + "-other";
        shop.sql("postgres", "CREATE DATABASE \"" + elsewhere + "\" TEMPLATE \"" + shop.name() + "\"");
        shop.configure("{ values: database.name }", elsewhere);
        assertThat(shop.backUp().exit()).isZero();
        Path other = Path.of(shop.upgrade().backups().get(0).location());
        shop.configure(elsewhere, "{ values: database.name }");

        RatchetProcess.Ended mistaken = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(mistaken.exit()).isEqualTo(2);
        assertThat(mistaken.finding("backup-proven")).contains(elsewhere, shop.name());

        assertThat(shop.backUp().exit()).isZero();
        Path right = Path.of(shop.upgrade().backups().get(1).location());
        Files.move(right, right.resolveSibling("away"));
        Files.move(other, right);
        refused(shop, "swapped by the backup of another database");
    }

    @Scenario
    default void a_second_database_is_backed_up_only_where_the_live_values_ask_for_it(Shop shop) {
        shop.installed();
        shop.sql("postgres", "CREATE DATABASE \"" + shop.name() + "-ai\"");
        shop.configure("backups:", """
                  - name: aiproxy
                    when: values.ai.enabled
                    connection:
                      host: 127.0.0.1
                      port: { values: database.port }
                      database: %s-ai
                      user: postgres
                      password: { secret: shop-db, key: password }
                backups:""".formatted(shop.name()));
        assertThat(shop.backUp().report().backups())
                .extracting(entry -> entry.database())
                .containsExactly("metadata");

        // What counts is what is live, not what the file of the day says.
        shop.values("ai: { enabled: true }");
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.report().databases())
                .filteredOn(database -> database.name().equals("aiproxy"))
                .singleElement()
                .satisfies(database -> assertThat(database.required()).isFalse());
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        RatchetProcess.Ended both = shop.backUp();
        assertThat(both.exit()).as(both.output()).isZero();
        assertThat(both.report().backups())
                .extracting(entry -> entry.database())
                .containsExactlyInAnyOrder("metadata", "aiproxy");
    }

    @Scenario
    default void backups_are_listed_shown_proven_again_and_pruned(Shop shop) throws IOException {
        shop.installed();
        assertThat(shop.backUp().exit()).isZero();
        String id = shop.upgrade().id();
        assertThat(shop.backUp().exit()).isZero();
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        assertThat(shop.backUp().exit()).isZero();

        List<JsonNode> listed = rows(shop.ratchet("backup", "list", "--to", "backups"));
        assertThat(listed).hasSize(3).allSatisfy(row -> {
            assertThat(row.path("present").asBoolean()).isTrue();
            assertThat(row.path("recorded").asBoolean()).isTrue();
            assertThat(row.path("proof").asText()).isEqualTo("restore");
        });
        String oldest = listed.get(0).path("id").asText();
        RatchetProcess.Ended shown = shop.ratchet("backup", "show", oldest, "--to", "backups");
        assertThat(shown.exit()).as(shown.errors()).isZero();
        assertThat(Json.mapper().readTree(shown.output()).get(0).path("intact").asBoolean())
                .isTrue();
        RatchetProcess.Ended proven = shop.ratchet("backup", "prove", oldest, "--to", "backups");
        assertThat(proven.exit()).as(proven.output() + proven.errors()).isZero();
        assertThat(Json.mapper().readTree(proven.output()).at("/0/proof/method").asText())
                .isEqualTo("restore");
        assertThat(shop.queryIn("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'ratchet_scratch%'"))
                .noneMatch(name -> name.contains(id.replace('-', '_')));

        assertThat(shop.ratchet("backup", "prune", "--to", "backups", "--yes").exit())
                .isEqualTo(64);
        shop.configure("backups: { jobs: 1 }", "backups: { jobs: 1, keep: { count: 1 } }");
        JsonNode would = Json.mapper()
                .readTree(shop.ratchet("backup", "prune", "--to", "backups").output());
        assertThat(would.path("done").asBoolean()).isFalse();
        assertThat(would.path("removed")).hasSize(2);
        assertThat(rows(shop.ratchet("backup", "list", "--to", "backups")))
                .allMatch(row -> row.path("present").asBoolean());
        RatchetProcess.Ended pruned = shop.ratchet("backup", "prune", "--to", "backups", "--yes");
        assertThat(pruned.exit()).as(pruned.errors()).isZero();
        assertThat(Json.mapper().readTree(pruned.output()).path("removed")).hasSize(2);
        List<JsonNode> after = rows(shop.ratchet("backup", "list", "--to", "backups"));
        assertThat(after.stream().filter(row -> row.path("present").asBoolean()))
                .singleElement()
                .satisfies(row -> assertThat(row.path("upgrade").asText()).isNotEqualTo(id));
        assertThat(shop.ratchet("backup", "show", id, "--to", "backups").exit()).isEqualTo(3);
    }

    @Scenario
    default void the_secrets_of_the_release_are_backed_up_encrypted_and_count_as_proven(Shop shop) throws IOException {
        shop.installed();
        Files.writeString(
                shop.directory().resolve("age-key.txt"),
                "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n");
        shop.configure("backups:", """
                  - name: runtime
                    kind: secrets
                    secrets:
                      recipients: [age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj]
                      names: [shop-db]
                      identity: { file: age-key.txt }
                backups:""");
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output()).isZero();
        assertThat(backup.report().outcome())
                .contains("metadata (restore)", "runtime (decrypt)", "not captured at one");
        Path secrets = Path.of(shop.upgrade().backupOf("runtime").orElseThrow().location());
        JsonNode content =
                Json.mapper().readTree(secrets.resolve("backup.json").toFile()).path("content");
        assertThat(content.path("secrets")).extracting(JsonNode::asText).contains("shop-db");
        assertThat(content.path("stored"))
                .extracting(JsonNode::asText)
                .singleElement()
                .asString()
                .startsWith("sh.helm.release.v1.");
        assertThat(shop.ratchet("backup", "prove", shop.upgrade().id(), "--to", "backups")
                        .exit())
                .isZero();

        RatchetProcess.Ended upgrade = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
    }

    private static List<JsonNode> rows(RatchetProcess.Ended listing) throws IOException {
        assertThat(listing.exit()).as(listing.errors()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        Json.mapper().readTree(listing.output()).path("backups").forEach(rows::add);
        return rows;
    }

    private static void refused(Shop shop, String how) {
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(upgrade.exit()).as(how + ": " + upgrade.output()).isEqualTo(2);
        assertThat(upgrade.blocks()).as(how).containsAnyOf("backup-intact", "backup-proven");
        assertThat(shop.revisions()).as(how).containsExactly("1 deployed");
        assertThat(shop.migrationsOf("1.1.0")).as(how).isZero();
    }

    private static List<Path> data(Path backup) throws IOException {
        try (Stream<Path> files = Files.walk(backup.resolve("dump"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("toc.dat"))
                    .toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
