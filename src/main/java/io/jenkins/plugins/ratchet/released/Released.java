package io.jenkins.plugins.ratchet.released;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One version that was released, as far as its source tells.
 *
 * @param version as the source calls it: the chart's version, a tag, or what an archive's name says
 * @param appVersion of the application; null where the source does not tell
 * @param created the day of its release; null where the source does not tell
 * @param metadata what its {@code Chart.yaml} says; a missing node where the source does not tell
 */
public record Released(String version, String appVersion, LocalDate created, JsonNode metadata) {

    public Released {
        metadata = metadata == null ? MissingNode.getInstance() : metadata;
    }

    /** Of a source that knows no more than the name. */
    static Released named(String version) {
        return new Released(version, null, null, null);
    }

    /** The application's version where it is known, else the source's own word. */
    public String product() {
        return appVersion == null ? version : appVersion;
    }

    /** Whether a person may mean it by this version, with or without a v. */
    public boolean is(String wanted) {
        return same(wanted, version) || same(wanted, appVersion);
    }

    private static boolean same(String wanted, String found) {
        return wanted != null && found != null && withoutV(wanted).equals(withoutV(found));
    }

    private static String withoutV(String version) {
        return version.startsWith("v") || version.startsWith("V") ? version.substring(1) : version;
    }

    /** An annotation of the chart. */
    public Optional<String> annotation(String name) {
        return Optional.of(metadata.path("annotations").path(name).asText("")).filter(text -> !text.isBlank());
    }
}
