package io.jenkins.plugins.ratchet.record;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.UUID;

/** The process that holds a lock: {@code machine/pid/start/random}. */
public record Holder(String identity) {

    public static Holder self() {
        ProcessHandle process = ProcessHandle.current();
        return new Holder(Machine.id() + "/" + process.pid() + "/" + startMillis(process) + "/"
                + UUID.randomUUID().toString().substring(0, 8));
    }

    static Holder of(Lease lease) {
        return new Holder(lease.getSpec().getHolderIdentity());
    }

    /** Known to be dead: it ran on this machine and does no more. A holder elsewhere is never known to be dead. */
    public boolean dead() {
        String[] parts = identity == null ? new String[0] : identity.split("/");
        if (parts.length != 4 || !Machine.is(parts[0])) {
            return false;
        }
        try {
            long start = Long.parseLong(parts[2]);
            return ProcessHandle.of(Long.parseLong(parts[1]))
                    .filter(Machine::alive)
                    .map(process -> startMillis(process) != start)
                    .orElse(true);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }
}
