package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a declared check is made.
 *
 * @param name the kind, as {@code ratchet.yaml} spells it
 * @param probe null for one that only a person can make
 * @param eachTry time for one try; null for all of the deadline
 * @param deadline time for all tries
 */
record CheckKind(String name, Probe probe, Duration eachTry, Duration deadline) {

    static CheckKind of(Check check, VerificationInput input, Access access, Events events) {
        String name = String.valueOf(check.name());
        if (check.manual() != null) {
            return new CheckKind("manual", null, null, null);
        }
        if (check.http() != null) {
            Probe probe = new HttpProbe(check.http(), access.settings(), access.directory());
            return new CheckKind("http", probe, check.http().timeout(), check.deadline());
        }
        if (check.sql() != null) {
            return new CheckKind(
                    "sql", new SqlProbe(check.sql(), check.compare() != null, access.sql()), null, check.deadline());
        }
        if (check.redis() != null) {
            Probe probe = new RedisProbe(name, check.redis(), access.redis());
            return new CheckKind("redis", probe, null, check.deadline());
        }
        if (!check.canary().isEmpty()) {
            Probe probe = new CanaryProbe(check.canary(), access.settings(), access.directory(), access.redaction());
            return new CheckKind("canary", probe, null, check.deadline());
        }
        if (check.secret() != null) {
            Probe probe = new SecretProbe(check.secret(), access.settings(), Clock.systemUTC());
            return new CheckKind("secret", probe, null, check.deadline());
        }
        if (check.command() != null) {
            Probe probe = new CommandProbe(
                    name, check.command(), access.programs(), access.settings(), access.directory(), events);
            return new CheckKind(
                    "command", probe, null, check.command().timeout().plusSeconds(30));
        }
        return ofPods(check, input, access);
    }

    private static CheckKind ofPods(Check check, VerificationInput input, Access access) {
        if (check.images() != null) {
            Probe probe = new ImagesProbe(
                    check.images(), input.images(), () -> access.containers().apply(input.workloads()));
            return new CheckKind("images", probe, null, check.deadline());
        }
        if (check.events() != null) {
            Set<String> objects = Stream.concat(
                            input.workloads().stream().map(WorkloadRef::name),
                            input.jobs().stream().map(JobOutcome::name))
                    .collect(Collectors.toSet());
            Probe probe = new EventsProbe(
                    check.events(),
                    objects,
                    input.since(),
                    () -> access.warnings().apply(input.since()));
            return new CheckKind("events", probe, null, check.deadline());
        }
        if (check.restarts() != null) {
            Probe probe = new RestartsProbe(
                    check.restarts(), input.since(), () -> access.containers().apply(input.workloads()));
            return new CheckKind("restarts", probe, null, check.deadline());
        }
        Probe nothing = limit -> Attempt.hopeless("it checks nothing", "one of http, sql, redis … and manual");
        return new CheckKind("none", nothing, null, check.deadline());
    }
}
