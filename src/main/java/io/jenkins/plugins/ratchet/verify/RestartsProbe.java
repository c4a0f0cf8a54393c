package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.config.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts restarts of the release's containers. Those of pods that are older than the upgrade count where the last one came
 * after it began: how many came before, nobody remembers.
 */
final class RestartsProbe implements Probe {
    private final Check.Restarts check;
    private final Instant since;
    private final Supplier<List<ContainerRun>> running;

    RestartsProbe(Check.Restarts check, Instant since, Supplier<List<ContainerRun>> running) {
        this.check = check;
        this.since = since;
        this.running = running;
    }

    @Override
    public Attempt attempt(Duration limit) {
        List<ContainerRun> runs = running.get();
        List<ContainerRun> restarted =
                runs.stream().filter(run -> count(run, since) > 0).toList();
        int total = restarted.stream().mapToInt(run -> count(run, since)).sum();
        String said = total == 0
                ? "no restart in " + runs.size() + " containers"
                : total
                        + (total == 1 ? " restart: " : " restarts: ")
                        + Words.quoteless(restarted.stream()
                                .map(run -> run.where() + " " + count(run, since) + " times, last with " + run.ending())
                                .toList());
        boolean many = check.most() != null && total > check.most();
        return many
                ? Attempt.failed(CheckCause.RESTARTING, said, "at most " + check.most())
                        .forGood()
                : Attempt.passed(said).value(Integer.toString(total));
    }

    private static int count(ContainerRun run, Instant since) {
        boolean young = run.created() != null && !run.created().isBefore(since);
        boolean recent = run.ended() != null && !run.ended().isBefore(since);
        return young ? run.restarts() : recent ? Math.min(1, run.restarts()) : 0;
    }
}
