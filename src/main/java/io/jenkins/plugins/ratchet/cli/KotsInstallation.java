package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.KotsRegistry;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsArchive;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.plan.ChangesReader;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.plan.change.HeldValues;
import io.jenkins.plugins.ratchet.plan.kots.KotsReader;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.KotsInstaller;
import java.util.List;

/** An admin console of KOTS runs helm, when it is asked to. */
final class KotsInstallation extends ClusterInstallation {

    KotsInstallation(Session session) {
        super(session);
    }

    @Override
    public Installer installer() {
        return new KotsInstaller(
                session.config(),
                console(session),
                () -> command(session),
                releases(),
                new KotsInstaller.Airgap(this::bundle, this::registry),
                session.work(),
                session.events(),
                session.stopped());
    }

    /** The admin console knows where its versions come from, and hands out the values that the chart will get. */
    @Override
    List<OutlookReader> ownReaders(ImageLookup registries) {
        return List.of(
                new KotsReader(console(session)),
                new ChangesReader(
                        new ChangeInspector(session.cluster(), session::helm, registries),
                        releases(),
                        session.directory(),
                        chart -> KotsArchive.values(chart).map(HeldValues::in)));
    }

    private String bundle(String version) {
        String name = session.config().kots().airgapBundle().replace("{version}", version);
        return session.directory().resolve(name).toString();
    }

    private KotsCommand.Registry registry() {
        KotsRegistry registry = session.config().kots().registry();
        if (registry == null) {
            return null;
        }
        Settings settings = session.settings();
        if (registry.password() != null) {
            settings.require(registry.password(), "kots.registry.password");
        }
        return new KotsCommand.Registry(
                registry.address(),
                settings.find(registry.user()).orElse(null),
                settings.findSecret(registry.password()).orElse(null));
    }

    static AdminConsole console(Session session) {
        Config config = session.config();
        return new AdminConsole(
                session.cluster(),
                namespace(config),
                config.kots().app(),
                new Settings(
                        session.directory(),
                        session.environment(),
                        session.cluster(),
                        namespace(config),
                        MissingNode.getInstance(),
                        session.redaction()),
                session.redaction());
    }

    /** Of the console, which may look after applications of other namespaces. */
    private static String namespace(Config config) {
        return config.kots().namespace() == null
                ? config.namespace()
                : config.kots().namespace();
    }

    static KotsCommand command(Session session) {
        Config config = session.config();
        return KotsCommand.find(
                session.environment(),
                session.cluster(),
                namespace(config),
                config.kots().app(),
                session.stopped());
    }
}
