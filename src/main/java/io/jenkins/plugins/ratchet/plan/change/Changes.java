package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/**
 * What the upgrade will change in the cluster. It holds no secret: every value is masked before it comes in here.
 *
 * @param notes sentences about how this was found out
 * @param defaults differences between the charts' defaults, what concerns the user first
 * @param values differences between the live values of the user and those to come
 * @param objects what becomes of each object that does not stay as it is, the gravest first
 * @param unchanged how many objects stay as they are
 * @param environment variables that containers gain and lose, a sentence for each workload
 * @param encodedBytes size of the release as helm would store it; 0 where it was not rendered
 * @param findings of the rules that {@link Concern} names
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Changes(
        List<String> notes,
        List<DefaultChange> defaults,
        List<ValueChange> values,
        List<ObjectChange> objects,
        int unchanged,
        List<ImageChange> images,
        List<String> environment,
        int encodedBytes,
        @JsonIgnore List<Finding> findings) {

    public Changes {
        notes = copy(notes);
        defaults = copy(defaults);
        values = copy(values);
        objects = copy(objects);
        images = copy(images);
        environment = copy(environment);
        findings = copy(findings);
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
