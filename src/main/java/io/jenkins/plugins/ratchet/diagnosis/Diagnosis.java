package io.jenkins.plugins.ratchet.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Why something failed, as far as can be told.
 *
 * @param causes likely causes, those first that explain others; empty where no known pattern fits
 * @param notReady what is not ready, a line each
 * @param missing what could not be looked at, and why
 * @param bundle where the support bundle is; null where none was written
 * @param contact whom the vendor asks to contact, and how; null where the configuration names nobody
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Diagnosis(
        List<Cause> causes, List<String> notReady, List<String> missing, String bundle, String contact) {

    public Diagnosis {
        causes = causes == null ? List.of() : List.copyOf(causes);
        notReady = notReady == null ? List.of() : List.copyOf(notReady);
        missing = missing == null ? List.of() : List.copyOf(missing);
    }

    Diagnosis in(String newBundle) {
        return new Diagnosis(causes, notReady, missing, newBundle, contact);
    }
}
