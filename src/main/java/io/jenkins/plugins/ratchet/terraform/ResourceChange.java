package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a plan does to one resource; values are left out, as they may be secrets.
 *
 * @param actions {@code create}, {@code update}, {@code delete} …, as the plan has them
 * @param reason why, where the plan says it, e.g. {@code replace_because_tainted}; null otherwise
 * @param attributes those that change
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceChange(
        String address, String type, List<String> actions, String reason, List<String> attributes) {
    public static final String HELM_RELEASE = "helm_release";

    public ResourceChange {
        actions = actions == null ? List.of() : List.copyOf(actions);
        attributes = attributes == null ? List.of() : List.copyOf(attributes);
    }

    public boolean changes() {
        return actions.stream().anyMatch(action -> !action.equals("no-op") && !action.equals("read"));
    }

    public boolean deletes() {
        return actions.contains("delete") || actions.contains("forget");
    }

    public boolean does(String action) {
        return actions.contains(action);
    }
}
