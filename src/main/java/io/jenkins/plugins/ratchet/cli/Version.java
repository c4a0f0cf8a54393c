package io.jenkins.plugins.ratchet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this jar: from its manifest, with the commit that it was built from. */
final class Version implements IVersionProvider {
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** In the first line the version alone, for scripts; then what it was built from, where that was known. */
    @Override
    public String[] getVersion() {
        Properties build = build();
        String java = "java " + System.getProperty("java.version");
        return known(build, "commit")
                .map(commit -> new String[] {
                    "ratchet " + current(),
                    "commit " + commit
                            + known(build, "time").map(time -> " of " + time).orElse(""),
                    java
                })
                .orElseGet(() -> new String[] {"ratchet " + current(), java});
    }

    /** Built outside of a checkout there is nothing, or what the build did not fill in. */
    private static Optional<String> known(Properties build, String name) {
        return Optional.ofNullable(build.getProperty(name))
                .filter(value -> !value.isBlank())
                .filter(value -> !value.contains("${"));
    }

    private static Properties build() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
