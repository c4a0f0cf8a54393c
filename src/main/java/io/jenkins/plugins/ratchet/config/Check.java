package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A check of the product: exactly one of the kinds from http to manual, and when it is made. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Check(
        @JsonPropertyDescription("Short name.") String name,

        @JsonPropertyDescription("Condition over the live values, as for databases.")
        Condition when,

        @JsonPropertyDescription("An HTTP request and what its answer must be.")
        Http http,

        @JsonPropertyDescription("A query and what its answer must be.")
        Sql sql,

        @JsonPropertyDescription("Streams and queues of a Redis server and what bounds them.")
        RedisCheck redis,

        @JsonPropertyDescription(
                "Requests one after another, with values carried from one to the next; tried before the upgrade too.")
        List<CanaryStep> canary,

        @JsonPropertyDescription("A key or certificate in a Secret that must be readable.")
        SecretCheck secret,

        @JsonPropertyDescription("A program of the user's own that must end with status 0.")
        CommandCheck command,

        @JsonPropertyDescription("The running images must be those of the chart.")
        Images images,

        @JsonPropertyDescription("No new warnings of these reasons since the upgrade began.")
        EventsCheck events,

        @JsonPropertyDescription("How often containers may have restarted since the upgrade began.")
        Restarts restarts,

        @JsonPropertyDescription("What a person has to look at; reported as not checked.")
        String manual,

        @JsonPropertyDescription(
                "Whether `verify --before` makes it too; by default redis and canary, and whatever has compare.")
        Boolean before,

        @JsonPropertyDescription("How its result must stand to the one before the upgrade: same, not-less or not-more.")
        Compare compare,

        @JsonPropertyDescription("Time for which it must hold on without a new restart or failure once it has passed.")
        Duration steady,

        @JsonPropertyDescription("Time within which it must pass; tried again until then. 2m by default.")
        Duration deadline) {

    /** How a result stands to the one before the upgrade. */
    public enum Compare {
        same,
        @JsonProperty("not-less")
        not_less,
        @JsonProperty("not-more")
        not_more
    }

    public Check {
        canary = Config.copy(canary);
        deadline = deadline == null ? Duration.ofMinutes(2) : deadline;
    }

    /** Whether {@code verify --before} makes it. */
    public boolean madeBefore() {
        return before == null ? redis != null || !canary.isEmpty() || compare != null : before;
    }

    /** An HTTP request and what its answer must be. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Http(
            @JsonPropertyDescription("URL, http or https.") String url,

            @JsonPropertyDescription("Host of an https URL, e.g. from the live values; goes with path.")
            Setting host,

            @JsonPropertyDescription(
                    "Service whose pods are asked through a port-forward, where no route leads to them.")
            ServicePort service,

            @JsonPropertyDescription("Path, with host or service; / by default.")
            String path,

            @JsonPropertyDescription("Method; GET by default.")
            String method,

            @JsonPropertyDescription("Request headers; each may come from env, file or a Secret.")
            Map<String, Setting> headers,

            @JsonPropertyDescription("Token that is sent as `Authorization: Bearer …`, from env, file or a Secret.")
            Setting bearer,

            @JsonPropertyDescription("Fields of a form that is sent; each may come from env, file or a Secret.")
            Map<String, Setting> form,

            @JsonPropertyDescription("Body that is sent; its type is a matter of headers.")
            Setting payload,

            @JsonPropertyDescription("Expected status; 200 by default.")
            Integer status,

            @JsonPropertyDescription("Header of the answer to a regular expression that it must contain.")
            Map<String, String> responseHeaders,

            @JsonPropertyDescription("Regular expression that the body must contain.")
            String body,

            @JsonPropertyDescription("JSON path to expected value, e.g. `$.status: ok`.")
            Map<String, String> json,

            @JsonPropertyDescription(
                    "Redirects that are followed; 0 by default. Headers and bodies go to the first host only.")
            Integer redirects,

            @JsonPropertyDescription("Certificate file of an authority to trust beside the JVM's.")
            String caFile,

            @JsonPropertyDescription("Days for which the server's certificate must still be valid; 0 by default.")
            Integer certificateDays,

            @JsonPropertyDescription("Time for one attempt; 10s by default.")
            Duration timeout) {

        public Http {
            method = method == null ? "GET" : method;
            headers = headers == null ? Map.of() : Map.copyOf(headers);
            form = form == null ? Map.of() : Map.copyOf(form);
            status = status == null ? 200 : status;
            responseHeaders = responseHeaders == null ? Map.of() : Map.copyOf(responseHeaders);
            json = json == null ? Map.of() : Map.copyOf(json);
            redirects = redirects == null ? 0 : redirects;
            timeout = timeout == null ? Duration.ofSeconds(10) : timeout;
        }
    }

    /** A query and what its answer must be: one of versions, holds, equals, contains and empty. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Sql(
            @JsonPropertyDescription("Name of the database, of those under `databases`.")
            String database,

            @JsonPropertyDescription(
                    "Query; run in a read-only transaction. With versions, `SELECT version FROM schema_migrations` by default.")
            String query,

            @JsonPropertyDescription("Schema versions that must have been applied.")
            List<String> versions,

            @JsonPropertyDescription(
                    "What must hold of the database itself: valid-indexes, validated-constraints; needs no query.")
            List<Invariant> holds,

            @JsonPropertyDescription("The first column of the only row.")
            String equals,

            @JsonPropertyDescription("Values that the first column must hold among its rows.")
            List<String> contains,

            @JsonPropertyDescription("true: the query must yield no row.")
            Boolean empty) {

        /** What must hold of a database whatever its product is. */
        public enum Invariant {
            @JsonProperty("valid-indexes")
            valid_indexes,
            @JsonProperty("validated-constraints")
            validated_constraints
        }

        public Sql {
            versions = Config.copy(versions);
            holds = Config.copy(holds);
            contains = Config.copy(contains);
        }
    }

    /** The running images must be those of the chart. */
    public record Images(
            @JsonPropertyDescription("Containers that others put into the pods, by name, e.g. istio-proxy.")
            List<String> except) {

        public Images {
            except = Config.copy(except);
        }
    }

    /** No new warnings of given reasons. */
    public record EventsCheck(
            @JsonPropertyDescription(
                    "Reasons of warning events, e.g. BackOff; those of the kubelet and scheduler by default.")
            List<String> reasons) {
        private static final List<String> USUAL = List.of(
                "BackOff",
                "Failed",
                "FailedCreate",
                "FailedMount",
                "FailedScheduling",
                "OOMKilling",
                "Evicted",
                "Unhealthy");

        public EventsCheck {
            reasons = reasons == null || reasons.isEmpty() ? USUAL : List.copyOf(reasons);
        }
    }

    /** How often containers may have restarted. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Restarts(
            @JsonPropertyDescription(
                    "Most restarts of all containers together since the upgrade began; any number by default.")
            Integer most) {}
}
