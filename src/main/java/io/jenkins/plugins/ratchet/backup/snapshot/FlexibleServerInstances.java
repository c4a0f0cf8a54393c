package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Temporary flexible servers, restored to the moment at which the backup was complete, in the source's subnet.
 *
 * <p>Facts (learn.microsoft.com/cli/azure/postgres/flexible-server): {@code restore --source-server --restore-time} makes a
 * new server from the newest backup before that moment and the log up to it, there is no restore of one backup by its
 * name; {@code delete --yes} does not ask.
 */
final class FlexibleServerInstances implements TemporaryInstances {
    private static final int PORT = 5432;
    private static final Duration DELETION = Duration.ofMinutes(30);

    private final CloudTool az;
    private final String server;
    private final String group;

    FlexibleServerInstances(CloudTool az, String server, String group) {
        this.az = az;
        this.server = server;
        this.group = group;
    }

    @Override
    public void create(
            String name, CloudSource source, CloudSnapshot snapshot, Map<String, String> labels, Duration limit) {
        if (exists(name)) {
            return; // an earlier call got through although its answer did not
        }
        List<String> arguments = new ArrayList<>(command("restore", name));
        arguments.addAll(List.of(
                "--source-server", server, "--restore-time", snapshot.takenAt().toString(), "--no-wait"));
        JsonNode network = source.answer().path("network");
        Optional.ofNullable(Answers.optional(network, "delegatedSubnetResourceId"))
                .ifPresent(subnet -> arguments.addAll(List.of("--subnet", subnet)));
        Optional.ofNullable(Answers.optional(network, "privateDnsZoneArmResourceId"))
                .ifPresent(zone -> arguments.addAll(List.of("--private-dns-zone", zone)));
        az.ask(arguments);
    }

    @Override
    public Optional<Endpoint> endpoint(String name, CloudSource source) {
        return show(name)
                .filter(found -> "Ready".equals(Answers.optional(found, "state")))
                .map(found -> new Endpoint(Answers.text(found, "fullyQualifiedDomainName"), PORT));
    }

    @Override
    public void delete(String name) {
        List<String> arguments = new ArrayList<>(command("delete", name));
        arguments.add("--yes");
        az.ask(DELETION, arguments);
    }

    @Override
    public boolean exists(String name) {
        return show(name).isPresent();
    }

    @Override
    public List<String> of(String owner) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : az.ask("postgres", "flexible-server", "list", "--resource-group", group)) {
            String name = each.path("name").asText();
            if (TemporaryInstances.belongs(name, owner)) {
                names.add(name);
            }
        }
        return names;
    }

    private Optional<JsonNode> show(String name) {
        return Answers.ifFound(() -> az.ask(command("show", name)));
    }

    private List<String> command(String verb, String name) {
        return List.of("postgres", "flexible-server", verb, "--resource-group", group, "--name", name);
    }
}
