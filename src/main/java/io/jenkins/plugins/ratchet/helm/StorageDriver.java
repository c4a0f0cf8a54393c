package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;

/** Where helm stores revisions: {@code HELM_DRIVER}. */
public enum StorageDriver {
    SECRET("secrets"),
    CONFIGMAP("configmaps");

    private final String plural;

    StorageDriver(String plural) {
        this.plural = plural;
    }

    /** The resource's name in the API's paths. */
    String plural() {
        return plural;
    }

    /**
     * The driver that helm would take for this value of {@code HELM_DRIVER}.
     *
     * @param value null or empty for helm's default, Secrets
     */
    public static StorageDriver of(String value) {
        switch (value == null ? "" : value) {
            case "":
            case "secret":
            case "secrets":
                return SECRET;
            case "configmap":
            case "configmaps":
                return CONFIGMAP;
            default:
                throw RunException.usage("HELM_DRIVER is " + value
                        + ", but Ratchet reads releases from Secrets and ConfigMaps only; unset it or set it to"
                        + " secret or configmap");
        }
    }
}
