package io.jenkins.plugins.ratchet.steps;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Quiet the named jobs, freeze, then the block, then thaw: the thaw comes whatever became of the other two, and
 * what was quiet is let go. Each run of the engine is an
 * execution of its own and outlives the controller as any other; what has to be put back stands in the release's record.
 */
final class FreezeWorkloadsExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(FreezeWorkloadsExecution.class.getName());
    private static final long SAVING_MINUTES = 2;

    private final EngineCall call;
    /** What the pipeline named; of use before the first save only. */
    private final transient List<String> wanted;
    /** The jobs that this step disables and enables again; null where it was asked for none. */
    private QuietJobs quiet;
    /** Whether these are being disabled. It ends after the freeze has begun, so that one of the two is always saved. */
    private volatile boolean quieting;
    /** The run of the engine that goes on; null while the block does. */
    private EngineStepExecution engine;

    private BodyExecution body;
    private boolean thawing;
    /** What the block came to. */
    private Object result;

    /** Why it was asked to stop; null unless it was. */
    private Throwable stopCause;

    /** Why the step fails once it has thawed; null where it does not. */
    private Throwable failure;

    FreezeWorkloadsExecution(StepContext context, EngineCall call, List<String> wanted) {
        super(context);
        this.call = call;
        this.wanted = wanted;
    }

    @Override
    public boolean start() throws Exception {
        if (wanted == null) {
            run(call);
            return false;
        }
        // Here, and here only, the thread works as whom the build does: a QueueItemAuthenticator's user, else SYSTEM.
        Run<?, ?> run = getContext().get(Run.class);
        quiet = new QuietChoice(run.getParent(), Jenkins.getAuthentication2()).of(wanted);
        quieting = true;
        Computer.threadPoolForRemoting.submit(this::quieten);
        return false;
    }

    /** Remember, then change. Not on the pipeline's own thread, which is what saves. */
    private void quieten() {
        try {
            getContext().saveState().get(SAVING_MINUTES, TimeUnit.MINUTES);
            quiet.disable(this::say);
            Throwable wish;
            synchronized (this) {
                wish = stopCause;
            }
            if (wish != null) {
                end(wish);
                return;
            }
            run(call);
            quieting = false;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            end(e);
        }
    }

    private void say(String line) {
        try {
            getContext().get(TaskListener.class).getLogger().println("[ratchet] " + line);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.INFO, line, e);
        }
    }

    @Override
    public void onResume() {
        EngineStepExecution running = running();
        if (running != null) {
            running.onResume();
        } else if (quieting) {
            Computer.threadPoolForRemoting.submit(this::quieten);
        } else if (thawing) {
            // The controller died between the block and the thaw.
            thaw();
        }
    }

    /** A freeze is ended in order, a block is cancelled; either way the thaw comes. */
    @Override
    public void stop(Throwable cause) {
        EngineStepExecution running;
        BodyExecution inside;
        synchronized (this) {
            running = engine;
            inside = body;
            stopCause = cause;
        }
        if (running != null) {
            running.stop(cause);
        } else if (inside != null) {
            inside.cancel(cause);
        }
        // Else it is between two of them; whichever comes next looks for the wish.
    }

    @Override
    public String getStatus() {
        EngineStepExecution running = running();
        return running == null ? null : running.getStatus();
    }

    private synchronized EngineStepExecution running() {
        return engine;
    }

    private void run(EngineCall next) throws Exception {
        EngineStepExecution run = new EngineStepExecution(new Phase(this), next);
        synchronized (this) {
            engine = run;
        }
        run.start();
    }

    /** The engine has ended: after the freeze comes the block, or where it failed the thaw; after the thaw the end. */
    private void engineEnded(Throwable why) {
        boolean last;
        synchronized (this) {
            engine = null;
            last = thawing;
            if (failure == null) {
                failure = why;
            } else if (why != null && why != failure) {
                failure.addSuppressed(why);
            }
        }
        if (last) {
            end(failure);
        } else if (why == null) {
            BodyExecution started = getContext()
                    .newBodyInvoker()
                    .withCallback(new AfterBody(this))
                    .start();
            Throwable wish;
            synchronized (this) {
                body = started;
                wish = stopCause;
            }
            if (wish != null) {
                started.cancel(wish);
            }
        } else {
            thaw();
        }
    }

    private void bodyEnded(Object value, Throwable why) {
        synchronized (this) {
            body = null;
            result = value instanceof Serializable ? value : null;
            failure = why == null ? stopCause : why;
        }
        thaw();
    }

    private void thaw() {
        synchronized (this) {
            thawing = true;
        }
        getContext().saveState();
        try {
            run(call.as("thaw"));
        } catch (Exception e) {
            engineEnded(e);
        }
    }

    private void end(Throwable why) {
        Throwable whole = why;
        try {
            if (quiet != null) {
                quiet.enable(this::say);
            }
        } catch (AbortException | RuntimeException e) {
            if (why == null) {
                whole = e;
            } else {
                say(e.getMessage());
            }
        }
        if (whole == null) {
            getContext().onSuccess(result);
        } else {
            getContext().onFailure(whole);
        }
    }

    /** What a run of the engine sees of the step: everything but its end, which is not the step's. */
    private static final class Phase extends StepContext {
        private static final long serialVersionUID = 1L;

        private final FreezeWorkloadsExecution step;

        Phase(FreezeWorkloadsExecution step) {
            this.step = step;
        }

        @Override
        public <T> T get(Class<T> key) throws IOException, InterruptedException {
            return step.getContext().get(key);
        }

        @Override
        public void onSuccess(Object ignored) {
            step.engineEnded(null);
        }

        @Override
        public void onFailure(Throwable why) {
            step.engineEnded(why);
        }

        @Override
        public boolean isReady() {
            return step.getContext().isReady();
        }

        @Override
        public void setResult(Result worse) {
            step.getContext().setResult(worse);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Phase phase && phase.step == step;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(step);
        }

        @Override
        public ListenableFuture<Void> saveState() {
            return step.getContext().saveState();
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new IllegalStateException("a run of the engine has no block");
        }
    }

    private static final class AfterBody extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final FreezeWorkloadsExecution step;

        AfterBody(FreezeWorkloadsExecution step) {
            this.step = step;
        }

        @Override
        public void onSuccess(StepContext context, Object value) {
            step.bodyEnded(value, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable why) {
            step.bodyEnded(null, why);
        }
    }
}
