package io.jenkins.plugins.ratchet.plan.change;

/**
 * What an object of the release needs to be there.
 *
 * @param target what it refers to
 * @param key in a Secret or ConfigMap; null where all of it is meant
 * @param use how, in words, e.g. {@code environment variable DB_PASSWORD}
 * @param light whether its absence is no hindrance by itself, as with a pull secret
 * @param by who refers to it
 */
record Reference(ObjectRef target, String key, String use, boolean light, ManifestObject by) {

    /** What is missing where it is missing, in words. */
    String what() {
        return key == null ? target.toString() : "key " + key + " of " + target;
    }
}
