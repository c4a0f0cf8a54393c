package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;

/**
 * How a container stands, in the words of whatever runs it.
 *
 * @param owner pod or service that it belongs to
 * @param before whether it comes before those that serve, as an init container does
 * @param waiting why it does not run yet, or not again; null where it does not wait
 * @param loops whether it is started again after each end
 * @param ended how it ended last: just now, or before its last restart; null where it never has
 * @param memoryLimit in words; null where nobody knows
 * @param probe what its health check or probe has said lately, a line each
 */
public record ContainerSign(
        Place place,
        String owner,
        String name,
        boolean before,
        String image,
        Waiting waiting,
        boolean running,
        boolean ready,
        boolean loops,
        End ended,
        int restarts,
        String memoryLimit,
        List<String> probe) {

    public ContainerSign {
        probe = List.copyOf(probe);
    }

    /** Why a container waits; the message may be null. */
    public record Waiting(String reason, String message) {
        @Override
        public String toString() {
            return Words.of(reason, message);
        }
    }

    /** How a container ended; reason and message may be null. */
    public record End(int exitCode, String reason, String message) {
        private static final int SIGNALLED = 128;

        public boolean outOfMemory() {
            return "OOMKilled".equals(reason);
        }

        /** {@code exit code 137 (SIGKILL)}. */
        public String status() {
            String signal = switch (exitCode - SIGNALLED) {
                case 4 -> "SIGILL";
                case 6 -> "SIGABRT";
                case 7 -> "SIGBUS";
                case 9 -> "SIGKILL";
                case 11 -> "SIGSEGV";
                case 15 -> "SIGTERM";
                default -> null;
            };
            return "exit code " + exitCode + (signal == null ? "" : " (" + signal + ")");
        }
    }

    public String where() {
        return place.container(owner, name);
    }

    /** Whether it ends with an error again and again, or did so and is not started again. */
    public boolean fails() {
        return loops || ended != null && ended.exitCode() != 0;
    }
}
