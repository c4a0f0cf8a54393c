package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The moment in which restored databases take the place of those in use. Writers are stopped first, then the doors are
 * shut, then who is still inside is sent out, then names are exchanged: each makes the next one possible, and clients
 * that connect again and again cannot come between.
 */
final class Switchover {
    private static final Duration SESSIONS = Duration.ofSeconds(20);
    private static final Duration EXCHANGE = Duration.ofMinutes(2);

    private final RestoreContext context;
    private final UpgradeLock lock;
    private final RestoreRecorder recorder;
    private final StoppableWait wait;

    Switchover(RestoreContext context, UpgradeLock lock, RestoreRecorder recorder) {
        this.context = context;
        this.lock = lock;
        this.recorder = recorder;
        this.wait = new StoppableWait(context.release().stopped(), "databases were being exchanged");
    }

    /** Exchanges the databases of one server after the other; those of a server all at once. */
    void exchange(List<Subject> subjects) {
        Map<String, List<Subject>> servers = new LinkedHashMap<>();
        subjects.forEach(subject -> servers.computeIfAbsent(subject.names().server(), id -> new ArrayList<>())
                .add(subject));
        for (List<Subject> together : servers.values()) {
            try (DatabaseServer server = Copies.open(context, together.get(0))) {
                List<Subject> open = together.stream()
                        .filter(subject -> !Copies.exchanged(server, subject))
                        .toList();
                for (Subject subject : open) {
                    if (!Copies.verified(server, subject)) {
                        throw RunException.failed("the copy " + subject.names().copy()
                                + " is not the one that was compared with the backup; nothing was exchanged on "
                                + server.address().namedHost());
                    }
                }
                if (!open.isEmpty()) {
                    exchange(server, open);
                }
            }
        }
    }

    private void exchange(DatabaseServer server, List<Subject> subjects) {
        List<RestoredDatabase> databases = subjects.stream().map(Subject::names).toList();
        List<String> used = databases.stream()
                .filter(database -> database.kept() != null)
                .map(RestoredDatabase::name)
                .toList();
        lock.requireHeld("databases were exchanged");
        used.forEach(name -> server.allowConnections(name, false));
        if (!wait.untilNoneIsLeft(SESSIONS, () -> clients(server, used)).isEmpty()) {
            tellWhoIsSentOut(server, used);
        }
        Map<String, DatabaseProperties> properties = properties(subjects);
        String why = "Ratchet: in use until the restore of upgrade "
                + recorder.restore().upgrade() + " at " + recorder.restore().startedAt() + "; kept for what was written"
                + " since the backup, Ratchet never drops it";
        long deadline = System.nanoTime() + EXCHANGE.toNanos();
        while (true) {
            used.forEach(server::endClients);
            lock.requireHeld("databases were exchanged");
            if (server.exchange(databases, properties, why)) {
                break;
            }
            if (System.nanoTime() > deadline) {
                throw RunException.failed(
                        "the databases could not be exchanged: sessions do not end: " + clients(server, used));
            }
            wait.pause();
        }
        databases.forEach(database -> fact(database.database() + ": " + database.name() + " is the restored one now"
                + (database.kept() == null ? "" : ", what was in use is kept as " + database.kept())));
    }

    /** Of the databases in use, for copies that take nobody's place. */
    private Map<String, DatabaseProperties> properties(List<Subject> subjects) {
        Map<String, DatabaseProperties> properties = new TreeMap<>();
        for (Subject subject : subjects) {
            if (subject.names().kept() == null) {
                try (DatabaseServer live = DatabaseServer.open(
                        context.postgres(),
                        subject.live(),
                        java.util.Set.of(subject.live().database()))) {
                    properties.put(
                            subject.names().database(),
                            live.properties(subject.live().database()));
                }
            }
        }
        return properties;
    }

    private void tellWhoIsSentOut(DatabaseServer server, List<String> names) {
        for (String name : names) {
            server.clients(name).stream()
                    .collect(
                            Collectors.groupingBy(DatabaseServer.Client::toString, TreeMap::new, Collectors.counting()))
                    .forEach((client, count) -> fact("ending " + count + " session(s) in " + name + " of " + client));
        }
    }

    private static List<String> clients(DatabaseServer server, List<String> names) {
        return names.stream()
                .flatMap(name -> server.clients(name).stream())
                .map(DatabaseServer.Client::toString)
                .toList();
    }

    /** Lets clients in again, where nothing was exchanged. */
    void undo(List<Subject> subjects) {
        for (Subject subject : subjects) {
            if (subject.names().kept() != null) {
                try (DatabaseServer server = Copies.open(context, subject)) {
                    server.allowConnections(subject.live().database(), true);
                }
            }
        }
    }

    private void fact(String text) {
        Events events = context.release().events();
        events.fact("restore", text);
    }
}
