package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Something that rests while an upgrade runs: exactly one of suspend, maintenance, run and manual. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FreezeStep(
        @JsonPropertyDescription("Short name.") String name,

        @JsonPropertyDescription(
                "What is suspended, e.g. deployment/worker, statefulset/queue, cronjob/report, scaledobject/worker, application/shop; NAMESPACE/ before it for one elsewhere. The release's own CronJobs, and the objects of Argo CD and Flux that manage it, need not be named.")
        List<String> suspend,

        @JsonPropertyDescription(
                "Checks that must pass before it is suspended, each within its deadline: queues that are empty, no job at work.")
        List<Check> drained,

        @JsonPropertyDescription("A maintenance page in the place of the product.")
        Maintenance maintenance,

        @JsonPropertyDescription("Command and its arguments, run in the directory of ratchet.yaml; no shell.")
        List<String> run,

        @JsonPropertyDescription("Command that undoes `run` when it is thawed; it may come more than once.")
        List<String> undo,

        @JsonPropertyDescription("What a person has to do; shown, not checked.")
        String manual,

        @JsonPropertyDescription(
                "Time limit of the command, or for the pods of what is suspended to end; 10m by default.")
        Duration timeout) {

    public FreezeStep {
        suspend = Config.copy(suspend);
        drained = Config.copy(drained);
        run = Config.copy(run);
        undo = Config.copy(undo);
        timeout = timeout == null ? Duration.ofMinutes(10) : timeout;
    }

    /** A maintenance page in the place of the product. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Maintenance(
            @JsonPropertyDescription("Service that leads to the product; it is led to the page's pods instead.")
            String service,

            @JsonPropertyDescription("Labels of the pods that show the page; at least one of them must be ready.")
            Map<String, String> selector) {

        public Maintenance {
            selector = selector == null ? Map.of() : Map.copyOf(selector);
        }
    }
}
