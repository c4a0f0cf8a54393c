package io.jenkins.plugins.ratchet.config;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A data store as a user declares it, read by the loader itself. */
public final class DeclaredStore {
    private DeclaredStore() {}

    /** @param yaml the entry under {@code databases}, without the leading dash */
    public static Database of(String yaml) {
        String file = "release: shop\nnamespace: apps\nchart: ./chart\ndatabases:\n  - "
                + yaml.strip().replace("\n", "\n    ") + "\n";
        return new ConfigLoader(Set.of())
                .load("ratchet.yaml", file.getBytes(StandardCharsets.UTF_8), Overrides.NONE)
                .databases()
                .get(0);
    }
}
