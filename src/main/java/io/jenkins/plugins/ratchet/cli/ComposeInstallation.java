package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.secrets.ProjectSecretFiles;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.ComposeSecrets;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.diagnosis.project.ProjectCollector;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.compose.ComposeReader;
import io.jenkins.plugins.ratchet.plan.migration.MigrationReader;
import io.jenkins.plugins.ratchet.record.FileHome;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.registry.DockerConfig;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import io.jenkins.plugins.ratchet.registry.ImageReference;
import io.jenkins.plugins.ratchet.restore.ProjectMeans;
import io.jenkins.plugins.ratchet.upgrade.ComposeInstaller;
import io.jenkins.plugins.ratchet.upgrade.ComposeSite;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project of docker compose, on this machine or on the one that DOCKER_HOST names. */
final class ComposeInstallation implements Installation {
    private final Session session;
    private final RecordHome home;
    private ComposeCommand compose;
    private Engine engine;
    private ProjectReleases releases;

    ComposeInstallation(Session session) {
        this.session = session;
        this.home = new FileHome(state(), session.config().release(), session.redaction()::redact);
    }

    private Path state() {
        return session.directory().resolve(session.config().compose().state());
    }

    @Override
    public RecordHome home() {
        return home;
    }

    /** Found when first asked for: a configuration can be looked at without docker. */
    private void find() {
        if (engine == null) {
            Config config = session.config();
            DockerCommand docker =
                    DockerCommand.find(session.environment(), session.directory(), session.work(), session.stopped());
            compose = new ComposeCommand(docker, config.compose(), config.release(), session.directory());
            engine = new Engine(docker);
            releases = new ProjectReleases(compose, engine, config, state(), RatchetMark.LABEL);
        }
    }

    @Override
    public ProjectReleases releases() {
        find();
        return releases;
    }

    /** The files with secrets of the project as it runs, and as its files describe it. */
    ProjectSecretFiles secrets() {
        JsonNode model = releases()
                .history()
                .deployed()
                .flatMap(releases::load)
                .map(Release::values)
                .orElseThrow(() -> RunException.usage("nothing runs, so there are no secrets to back up"));
        ComposeSecrets secrets = ComposeSecrets.of(model);
        List<Path> files = new ArrayList<>(secrets.files());
        files.addAll(compose.envFiles());
        Config config = session.config();
        return new ProjectSecretFiles(
                session.releaseIdentity(),
                config.namespace() + "/" + config.release(),
                session.directory().toAbsolutePath().normalize(),
                files,
                secrets.elsewhere());
    }

    @Override
    public Site site() {
        find();
        return new ComposeSite(
                compose, engine, releases, session.config().compose().migration(), session.events());
    }

    @Override
    public Installer installer() {
        find();
        return new ComposeInstaller(
                session.config(),
                session.directory(),
                new ComposeInstaller.Means(compose, engine, releases, site()),
                session.redaction(),
                session.events(),
                session.stopped());
    }

    @Override
    public ProjectMeans project() {
        find();
        ImageLookup registries = new ImageLookup();
        return new ProjectMeans(compose, engine, releases, image -> look(registries, image), session.redaction());
    }

    @Override
    public Collector evidence() {
        find();
        return new ProjectCollector(new ProjectCollector.Means(
                engine, releases, compose.project(), session.config().compose().migration(), session.redaction()));
    }

    @Override
    public List<OutlookReader> outlookReaders(ImageLookup registries) {
        find();
        return List.of(
                new ComposeReader(
                        compose, engine, releases, registries == null ? null : image -> look(registries, image)),
                new MigrationReader(null, session.directory()));
    }

    /** With the logins that docker itself would use, as far as they stand in its configuration. */
    private ImagePull look(ImageLookup registries, String image) {
        List<String> logins = dockerConfig()
                .flatMap(config -> ImageReference.parse(image).map(config::logins))
                .orElse(List.of());
        logins.forEach(login -> session.redaction().secret(login.substring(login.indexOf(':') + 1)));
        return registries.look(image, logins);
    }

    private Optional<DockerConfig> dockerConfig() {
        Map<String, String> environment = session.environment();
        Path directory = environment.containsKey("DOCKER_CONFIG")
                ? Path.of(environment.get("DOCKER_CONFIG"))
                : Path.of(environment.getOrDefault("HOME", "/"), ".docker");
        try {
            return DockerConfig.parse(Files.readString(directory.resolve("config.json")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
