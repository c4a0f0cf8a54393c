package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A check after the upgrade: exactly one of http, sql and manual. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(
        @JsonPropertyDescription("Short name.") String name,

        @JsonPropertyDescription("Condition over the live values, as for databases.")
        Condition when,

        @JsonPropertyDescription("An HTTP request and what its answer must be.")
        Http http,

        @JsonPropertyDescription("A query and what its answer must be.")
        Sql sql,

        @JsonPropertyDescription("What a person has to look at; reported as not checked.")
        String manual,

        @JsonPropertyDescription("Time within which it must pass; tried again until then. 2m by default.")
        Duration deadline) {

    public Check {
        deadline = deadline == null ? Duration.ofMinutes(2) : deadline;
    }

    /** An HTTP request and what its answer must be. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Http(
            @JsonPropertyDescription("URL, http or https.") String url,

            @JsonPropertyDescription("Method; GET by default.")
            String method,

            @JsonPropertyDescription("Request headers; each may come from env, file or a Secret.")
            Map<String, Setting> headers,

            @JsonPropertyDescription("Expected status; 200 by default.")
            Integer status,

            @JsonPropertyDescription("Regular expression that the body must contain.")
            String body,

            @JsonPropertyDescription("JSON path to expected value, e.g. `$.status: ok`.")
            Map<String, String> json,

            @JsonPropertyDescription("Certificate file of an authority to trust beside the JVM's.")
            String caFile,

            @JsonPropertyDescription("Days for which the server's certificate must still be valid; 0 by default.")
            Integer certificateDays,

            @JsonPropertyDescription("Time for one attempt; 10s by default.")
            Duration timeout) {

        public Http {
            method = method == null ? "GET" : method;
            headers = headers == null ? Map.of() : Map.copyOf(headers);
            status = status == null ? 200 : status;
            json = json == null ? Map.of() : Map.copyOf(json);
            timeout = timeout == null ? Duration.ofSeconds(10) : timeout;
        }
    }

    /** A query and what its answer must be: exactly one of equals, contains and empty. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Sql(
            @JsonPropertyDescription("Name of the database, of those under `databases`.")
            String database,

            @JsonPropertyDescription("Query; run in a read-only transaction.")
            String query,

            @JsonPropertyDescription("The first column of the only row.")
            String equals,

            @JsonPropertyDescription("Values that the first column must hold among its rows.")
            List<String> contains,

            @JsonPropertyDescription("true: the query must yield no row.")
            Boolean empty) {

        public Sql {
            contains = Config.copy(contains);
        }
    }
}
