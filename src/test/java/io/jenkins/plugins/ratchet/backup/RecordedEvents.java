package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.event.Events;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a run told. */
public final class RecordedEvents implements Events {
    private final List<String> facts = new CopyOnWriteArrayList<>();
    private final List<String> everything = new CopyOnWriteArrayList<>();

    public List<String> facts() {
        return facts;
    }

    public List<String> everything() {
        return everything;
    }

    @Override
    public void fact(String stage, String text) {
        facts.add(stage + " " + text);
        everything.add(stage + " " + text);
    }

    @Override
    public void output(String source, String line) {
        everything.add(source + " " + line);
    }

    @Override
    public void progress(String stage, String subject, long done, long total) {
        everything.add(stage + " " + subject + " " + done + "/" + total);
    }
}
