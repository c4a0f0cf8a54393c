package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.compose.DatabaseServices;
import io.jenkins.plugins.ratchet.compose.DatabaseServices.Endpoint;
import io.jenkins.plugins.ratchet.compose.FormerProject;
import io.jenkins.plugins.ratchet.compose.MissingVariables;
import io.jenkins.plugins.ratchet.compose.ProjectSecrets;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.compose.ComposeVariables;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A project of docker compose: every service may write but those that the databases run in, and the services of then are
 * rolled once more, with the images of then.
 */
final class ComposeGround implements Ground {
    private final RestoreContext context;
    private final ProjectMeans project;
    private final ProjectWriters writers;

    ComposeGround(RestoreContext context) {
        this.context = context;
        this.project = context.project();
        this.writers = new ProjectWriters(project, context.release().events());
    }

    /** No value of a model that Compose has rendered leads anywhere: the files do, and these are not Ratchet's. */
    @Override
    public List<Finding> refusals(RestoreRequest request) {
        return request.inPlace() || request.printOnly()
                ? List.of()
                : List.of(
                        Finding.block(
                                "restore-possible",
                                "Ratchet cannot lead a project to other databases, as its Compose files say where these are",
                                "databases that are restored where they are",
                                "use --strategy in-place, or add --print-only to restore the databases alone, beside those in use"));
    }

    @Override
    public VersionOfThen then(Upgrade upgrade, Map<String, String> repoint) {
        ReleaseVersion version = upgrade.from();
        try {
            FormerProject former = FormerProject.read(
                    project.compose(),
                    project.engine(),
                    context.release().config().compose(),
                    version.chartVersion(),
                    version.revision() == null ? Map.of() : project.releases().ran(version.revision()));
            new ProjectSecrets(project.redaction()).learn(former.model());
            DatabaseServices databases = DatabaseServices.of(
                    former.model(),
                    context.release().config().compose(),
                    endpoints(former.model().json()));
            return new MatchingProject(context, version, former, databases);
        } catch (MissingVariables e) {
            throw new RefusedException(List.of(ComposeVariables.missing(e.names())));
        }
    }

    /** Of all databases that the product has: the server of one that is not restored runs on too. */
    private Map<String, Endpoint> endpoints(JsonNode values) {
        Map<String, Endpoint> endpoints = new TreeMap<>();
        for (Database database : context.release().config().databases()) {
            boolean used = database.when() == null || database.when().holds(values);
            if (!used || database.connection() == null) {
                continue;
            }
            switch (database.kind()) {
                case postgres -> {
                    var address = context.addresses().of(database);
                    endpoints.put(database.name(), new Endpoint(address.host(), address.port()));
                }
                case redis -> {
                    var address = context.addresses().redis(database);
                    endpoints.put(database.name(), new Endpoint(address.host(), address.port()));
                }
                default -> {
                    Map<String, String> said = context.addresses().settingsOf(database);
                    if (said.getOrDefault("port", "").matches("\\d{1,5}") && said.containsKey("host")) {
                        endpoints.put(
                                database.name(), new Endpoint(said.get("host"), Integer.parseInt(said.get("port"))));
                    }
                }
            }
        }
        return endpoints;
    }

    @Override
    public String byHand(Upgrade upgrade) {
        return "the project is left as it is: change the above in its files, and start version "
                + upgrade.from().chartVersion() + " yourself";
    }

    @Override
    public List<String> writers(List<Database> databases, VersionOfThen then) {
        return writers.running(((MatchingProject) then).databaseServices());
    }

    @Override
    public boolean writersAreDeclared() {
        return false;
    }

    @Override
    public String shown(String writer) {
        return writers.shown(writer);
    }

    @Override
    public void stopWriters(List<String> services, UpgradeLock lock, RestoreRecorder recorder) {
        writers.stop(services, lock, recorder);
    }

    @Override
    public void putBackWriters(RestoreRecorder recorder) {
        writers.start(recorder.restore().writers().keySet());
    }

    @Override
    public void startWriters(VersionOfThen then, RestoreRecorder recorder) {
        writers.start(
                ((MatchingProject) then).notRolled(recorder.restore().writers().keySet()));
    }

    @Override
    public void settle(Restore half) {
        new ProjectReinstallation(context).settle();
    }

    @Override
    public Optional<Release> back(Restore restore) {
        return new ProjectReinstallation(context).done(restore);
    }

    @Override
    public Installed install(VersionOfThen then, UpgradeLock lock, RestoreRecorder recorder) {
        Release release = new ProjectReinstallation(context).run((MatchingProject) then, lock, recorder);
        return new Installed(release, List.of());
    }
}
