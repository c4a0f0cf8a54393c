package io.jenkins.plugins.ratchet.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A diagnosis and the material that it rests on, secrets masked.
 *
 * @param files by their path in a bundle, in the order of reading
 */
public record Dossier(Diagnosis diagnosis, Map<String, String> files) {

    public Dossier {
        files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** The same, with the place of its bundle told. */
    public Dossier in(String bundle) {
        return new Dossier(diagnosis.in(bundle), files);
    }
}
