package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.record.Machine;
import java.util.Map;

/** Who runs this: a build's URL where there is one. */
final class StartedBy {
    private StartedBy() {}

    static String find(String option, Map<String, String> environment) {
        if (option != null) {
            return option;
        }
        if (environment.containsKey("BUILD_URL")) {
            return environment.get("BUILD_URL");
        }
        if (environment.containsKey("GITHUB_RUN_ID")) {
            return environment.getOrDefault("GITHUB_SERVER_URL", "https://github.com") + "/"
                    + environment.get("GITHUB_REPOSITORY") + "/actions/runs/" + environment.get("GITHUB_RUN_ID");
        }
        return System.getProperty("user.name") + "@" + Machine.name();
    }
}
