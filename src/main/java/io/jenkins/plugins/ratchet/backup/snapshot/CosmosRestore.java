package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A moment of an account's continuous backup goes back into a new account, which stays; the present one is not touched.
 * Its name follows from the one in the record, so that no run makes another.
 */
final class CosmosRestore implements StoreRestore {
    /** An account's name: lower-case letters, digits and hyphens, at most so many. */
    private static final int LONGEST = 44;

    private static final int HASH = 8;

    private final RestoreTask task;
    private final CloudProvider provider;
    private final CosmosAccounts accounts;
    private final SnapshotSettings settings;
    private final SnapshotContent content;
    private List<String> collections = List.of();

    CosmosRestore(RestoreTask task, CloudProvider provider, CosmosAccounts accounts, SnapshotSettings settings) {
        this.task = task;
        this.provider = provider;
        this.accounts = accounts;
        this.settings = settings;
        this.content = SnapshotContent.of(task.manifest());
    }

    /** What is cut off stays in it as a hash, the time at its end included. */
    private String name() {
        String name = task.name();
        return name.length() <= LONGEST
                ? name
                : name.substring(0, LONGEST - HASH - 1).replaceAll("-+$", "") + "-"
                        + Sha256.of(name).substring(0, HASH);
    }

    private String instance() {
        return content.id().substring(0, content.id().indexOf('@'));
    }

    private Instant moment() {
        return Instant.parse(content.id().substring(content.id().indexOf('@') + 1));
    }

    @Override
    public List<String> obstacles() {
        if (task.inPlace()) {
            return List.of(
                    "a moment of a continuous backup goes into a new account only; use --strategy new-instance for"
                            + " all stores");
        }
        try {
            return accounts.find(name()).isPresent()
                    ? List.of("the account " + name() + " is there already; delete it, or wait a minute")
                    : List.of();
        } catch (CloudFailure e) {
            throw new RunException(e.exitCode(), "database " + task.database() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String present() {
        return content.provider() + " " + content.source();
    }

    @Override
    public String restored() {
        return content.provider() + " " + name();
    }

    @Override
    public boolean named() {
        return true;
    }

    @Override
    public List<String> lost() {
        return List.of("writes since " + task.manifest().takenAt() + " stay in " + content.source());
    }

    @Override
    public List<String> notes() {
        return List.of("the new account " + name() + " costs money from now on; firewall, virtual networks, roles and"
                + " regions of " + content.source() + " have to be set for it too, and documents whose time to live is"
                + " over expire there as they would have");
    }

    @Override
    public List<String> byHand() {
        return List.of("the connection string, which has another host and other keys: az cosmosdb keys list --name "
                + name() + " --resource-group " + content.resourceGroup()
                + " --type connection-strings; put it where the release reads that of " + content.source());
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public void prepare() {
        String what = "the restore to the account " + name();
        Patience patience = new Patience(task.database(), settings.interval(), settings.timeout(), task.context());
        patience.ask(what, () -> provider.byId(content.id()))
                .filter(found -> found.phase() == Phase.AVAILABLE)
                .orElseThrow(() -> RunException.failed("database " + task.database() + ": the moment " + content.id()
                        + " cannot be restored any more; nothing was touched"));
        task.context()
                .events()
                .fact("restore", task.database() + ": restoring " + content.id() + " to the account " + name());
        patience.ask(what, () -> {
            accounts.restore(name(), moment(), patience.left());
            return true;
        });
        Optional<JsonNode> made = Optional.empty();
        while (made.isEmpty()) {
            made = patience.ask(what, this::complete);
            if (made.isEmpty()) {
                patience.pause(what);
            }
        }
        collections = patience.ask(what, () -> accounts.collections(name()));
        if (collections.isEmpty()) {
            throw RunException.failed(
                    "database " + task.database() + ": the account " + name() + " holds no collection");
        }
    }

    /** Empty while it is being made. */
    private Optional<JsonNode> complete() {
        JsonNode found = accounts.find(name())
                .orElseThrow(() -> RunException.failed(
                        "database " + task.database() + ": the account " + name() + " vanished while it was restored"));
        String state = Answers.text(found, "provisioningState");
        if (state.equals("Failed") || state.equals("Canceled")) {
            throw RunException.failed("database " + task.database() + ": the restore to the account " + name()
                    + " ended as " + state + "; az cosmosdb show tells more");
        }
        if (!state.equals("Succeeded")) {
            return Optional.empty();
        }
        if (!CosmosAccounts.from(found, instance(), moment())) {
            throw RunException.failed("database " + task.database() + ": the account " + name()
                    + " was not restored from " + content.id() + ", but from " + found.path("restoreParameters"));
        }
        return Optional.of(found);
    }

    @Override
    public String exchange() {
        prepare();
        return "the account " + name() + ", restored from " + content.id() + ", holds " + collections.size()
                + " collections; their content was compared with nothing";
    }

    @Override
    public void discard() {
        try {
            accounts.find(name())
                    .filter(found -> CosmosAccounts.from(found, instance(), moment()))
                    .ifPresent(found -> accounts.delete(name()));
        } catch (CloudFailure e) {
            task.context()
                    .events()
                    .fact(
                            "restore",
                            "the account " + name() + " could not be deleted (" + e.getMessage()
                                    + "); delete it by hand, it costs money");
        }
    }
}
