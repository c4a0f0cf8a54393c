package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;

/**
 * The end of what a container printed.
 *
 * @param previous whether it is from the run before the present one
 */
record PodLog(String pod, String container, boolean previous, List<String> lines) {

    PodLog {
        lines = List.copyOf(lines);
    }

    /** Its file in a bundle. */
    String file() {
        return "logs/" + pod + "/" + container + (previous ? ".previous" : "") + ".log";
    }

    /** {@code pod api-1, container api}. */
    String where() {
        return "pod " + pod + ", container " + container + (previous ? ", before its last restart" : "");
    }
}
