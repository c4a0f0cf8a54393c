package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** Streams, consumer groups and queues of a Redis server, and what bounds them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RedisCheck(
        @JsonPropertyDescription("Name of the server, of those under `databases`; or give connection.")
        String database,

        @JsonPropertyDescription("How to connect, as for databases; pod reaches it through a port-forward.")
        Connection connection,

        @JsonPropertyDescription("Streams that must exist, and what bounds them.")
        List<Stream> streams,

        @JsonPropertyDescription("Queues, and what bounds them; one that does not exist is empty.")
        List<Queue> queues,

        @JsonPropertyDescription("Time between two looks at a backlog that is to drain; 5s by default.")
        Duration pause) {

    public RedisCheck {
        streams = Config.copy(streams);
        queues = Config.copy(queues);
        pause = pause == null ? Duration.ofSeconds(5) : pause;
    }

    /** A stream and the groups that read it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Stream(
            @JsonPropertyDescription("Key of the stream.") String stream,

            @JsonPropertyDescription("Consumer groups that must exist; the bounds are about these.")
            List<String> groups,

            @JsonPropertyDescription("Most entries that a group was given and has not acknowledged.")
            Integer pending,

            @JsonPropertyDescription("Most entries that a group was not given yet; a lag that is not known fails.")
            Integer lag,

            @JsonPropertyDescription("Longest time for which an entry may be pending without anybody touching it.")
            Duration idle,

            @JsonPropertyDescription("Most entries in the stream, e.g. 0 for a dead-letter queue.")
            Integer length,

            @JsonPropertyDescription("true: what is above its bound passes where it has not grown between two looks.")
            Boolean drains) {

        public Stream {
            groups = Config.copy(groups);
            drains = Boolean.TRUE.equals(drains);
        }
    }

    /** A list, set, sorted set, hash or stream that holds work. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Queue(
            @JsonPropertyDescription("Its key.") String key,

            @JsonPropertyDescription("Most entries in it; 0 by default, any number where it only drains.")
            Integer length,

            @JsonPropertyDescription("true: more than that passes where it has not grown between two looks.")
            Boolean drains) {

        public Queue {
            drains = Boolean.TRUE.equals(drains);
        }
    }
}
