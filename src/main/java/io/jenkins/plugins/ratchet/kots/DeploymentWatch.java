package io.jenkins.plugins.ratchet.kots;

import java.util.Optional;

/** What an admin console is asked again and again while it deploys. */
public interface DeploymentWatch {

    /** The version that is deployed, or that was asked to be; empty before the first. */
    Optional<KotsVersion> current();

    /** How the application's objects are. */
    AppState state();
}
