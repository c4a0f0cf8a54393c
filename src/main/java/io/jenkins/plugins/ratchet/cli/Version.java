package io.jenkins.plugins.ratchet.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this jar, from its manifest. */
final class Version implements IVersionProvider {
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"ratchet " + current()};
    }
}
