package io.jenkins.plugins.ratchet.event;

/**
 * Where a run tells what it is doing, as it happens. The command line prints it; Jenkins follows it.
 *
 * <p>Every text passes through {@link Redaction} before it leaves the process.
 */
public interface Events {

    /** One fact, on one line: {@code stage} is one word ({@code backup}, {@code helm} …), aligned by the console. */
    void fact(String stage, String text);

    /** A line of a child's output or of a Job's log; {@code source} names the child, e.g. {@code job/migrate-2}. */
    void output(String source, String line);

    /**
     * Progress of long work; may be called often, the receiver thins it out.
     *
     * @param done bytes done so far
     * @param total bytes expected in all; 0 or less where it is not known
     */
    void progress(String stage, String subject, long done, long total);

    /** Events that nobody listens to. */
    Events NONE = new Events() {
        @Override
        public void fact(String stage, String text) {}

        @Override
        public void output(String source, String line) {}

        @Override
        public void progress(String stage, String subject, long done, long total) {}
    };
}
