package io.jenkins.plugins.ratchet.report;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A line that the runner of GitHub Actions acts upon, escaped as its documentation of workflow commands asks.
 *
 * @param name {@code error}, {@code warning}, {@code notice}, {@code group} …
 * @param properties in the order in which they are written
 */
public record WorkflowCommand(String name, Map<String, String> properties, String message) {

    public static WorkflowCommand of(String name, String message) {
        return new WorkflowCommand(name, Map.of(), message);
    }

    /** The line, without its end. */
    public String line() {
        String all = properties.entrySet().stream()
                .map(each -> each.getKey() + "=" + property(each.getValue()))
                .collect(Collectors.joining(","));
        return "::" + name + (all.isEmpty() ? "" : " " + all) + "::" + data(message);
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
