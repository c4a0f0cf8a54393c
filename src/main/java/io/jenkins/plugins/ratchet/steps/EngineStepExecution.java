package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One run of the engine on an agent, followed to its end. It outlives the controller and the connection to the agent,
 * and starts the engine once: what is saved before the launch is {@code id}, and whoever comes back with the same id
 * finds the engine's claim and follows it instead of starting another.
 *
 * <p>Output and end are pushed by the agent; a slow look beside that notices lost connections, lost notifications and
 * lost processes. Nothing that may wait for an agent runs on the pipeline's own thread.
 */
final class EngineStepExecution extends StepExecution implements EngineOutput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(EngineStepExecution.class.getName());

    /** Milliseconds between two looks; tests hurry. */
    static volatile long period = 5_000;

    /** How long the script may take to begin; tests hurry. */
    static volatile Duration starting = Duration.ofMinutes(2);

    /** How long an engine that only a container sees may give no sign of life; tests hurry. */
    static volatile Duration silence = Duration.ofSeconds(90);

    /** How long a signal may take to be sent, and to be heeded once it was; tests hurry. */
    static volatile Duration lastWait = Duration.ofSeconds(20);

    private static final long STOPPING_PERIOD = 500;
    /** Milliseconds between an output and the look at the facts that came with it. */
    private static final long FACTS_PERIOD = 500;

    /** Attempts to start the engine while the agent is there; the claim sees to it that one at most succeeds. */
    private static final int MOST_LAUNCHES = 3;

    private static final Duration SAVING = Duration.ofMinutes(2);

    private final EngineCall call;
    private final String id = UUID.randomUUID().toString();
    /** The agent's name and the workspace's path on it. */
    private String node;

    private String path;
    /** Null until the engine was launched and that was noted. */
    private Controller controller;
    /** Why the step was asked to stop; null unless it was. */
    private Throwable stopCause;

    /** When, in milliseconds since the epoch. */
    private long stopAsked;

    /** The connection that pushes to us now. */
    private transient VirtualChannel watched;

    private transient MaskedLines lines;
    private transient Facts facts;
    private transient String away;
    private transient Integer seenExit;
    private transient boolean looking;
    private transient boolean ended;
    private transient boolean stopFileWritten;
    private transient boolean signalled;
    private transient boolean killed;
    private transient volatile Inquiry inquiry;
    private transient int failedLaunches;
    private transient boolean reading;
    private transient boolean begun;
    /** Nanoseconds, since when we wait for the script to begin; 0 before. */
    private transient long launched;

    EngineStepExecution(StepContext context, EngineCall call) {
        super(context);
        this.call = call;
    }

    @Override
    public boolean start() throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        node = FilePathUtils.getNodeName(workspace);
        path = workspace.getRemote();
        FlowNode step = getContext().get(FlowNode.class);
        UpgradeAction.of(run()).begin(id, call.function(), step == null ? null : step.getId(), call.option("--plan"));
        schedule(0);
        return false;
    }

    @Override
    public void onResume() {
        schedule(Math.min(period, 500));
    }

    /** Asked by a person, a timeout or a sibling branch; the engine ends in order, and then the step does. */
    @Override
    public synchronized void stop(Throwable cause) {
        if (stopCause == null) {
            stopCause = cause;
            stopAsked = System.currentTimeMillis();
        }
        Computer.threadPoolForRemoting.submit(() -> {
            save();
            look();
        });
    }

    @Override
    public String getStatus() {
        if (away != null) {
            return Words.text("status.away", node);
        }
        String last = facts == null ? null : facts.last();
        String text = controller == null
                ? Words.text("status.starting", node)
                : Words.text("status.running", call.command(), node) + (last == null ? "" : ": " + last);
        return stopCause == null ? text : Words.text("status.stopping") + "; " + text;
    }

    private void schedule(long delay) {
        Timer.get()
                .schedule(
                        () -> Computer.threadPoolForRemoting.submit(() -> {
                            look();
                            synchronized (this) {
                                if (!ended) {
                                    schedule(stopCause == null ? period : Math.min(period, STOPPING_PERIOD));
                                }
                            }
                        }),
                        delay,
                        TimeUnit.MILLISECONDS);
    }

    /** Looks after the engine; one look at a time. */
    private void look() {
        synchronized (this) {
            if (ended || looking) {
                return;
            }
            looking = true;
        }
        try {
            FilePath workspace = FilePathUtils.find(node, path);
            if (workspace == null) {
                say("the agent is away", null);
                giveUpWhenOverdue();
                return;
            }
            if (controller == null && inquiry == null) {
                launch(workspace);
            } else {
                follow(workspace);
            }
            away = null;
        } catch (AbortException e) {
            if (controller == null && inquiry == null) {
                notLaunched(e);
            } else {
                end(null, e);
            }
        } catch (IOException | RuntimeException e) {
            // Most likely the connection broke in between; the next look tries again.
            LOGGER.log(
                    e instanceof IOException ? Level.FINE : Level.WARNING,
                    e,
                    () -> "no look at " + path + " on " + node);
            if (controller == null && inquiry == null && ++failedLaunches >= MOST_LAUNCHES) {
                notLaunched(e);
                return;
            }
            say("the agent does not answer", e);
            giveUpWhenOverdue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                looking = false;
            }
        }
    }

    private void say(String what, Exception why) {
        if (away == null) {
            log().println("[ratchet] " + what + " (" + node + (why == null ? "" : ": " + why) + "); "
                    + (controller == null
                            ? "the engine is not known to run yet, trying again"
                            : "the engine goes on there, waiting for the agent to come back"));
        }
        away = what;
    }

    /** An earlier attempt that looked like a failure may have started the engine all the same. */
    private void notLaunched(Exception why) {
        try {
            FilePath workspace = FilePathUtils.find(node, path);
            if (workspace == null) {
                return;
            }
            switch (RunFiles.of(workspace, id).withdraw()) {
                case TOO_LATE -> inquiry = new Inquiry(call, Instant.now());
                case CERTAIN ->
                    end(null, why instanceof AbortException ? why : Ending.notStarted(call, node, why.toString()));
                case NO_DIRECTORY -> end(null, why);
            }
        } catch (IOException | RuntimeException e) {
            // Now it is the connection; what is certain will be known when it is back.
            LOGGER.log(Level.FINE, e, () -> "no look at the claim of " + id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the script has begun; where it takes too long, it may not any more. */
    private boolean begun(RunFiles files) throws IOException, InterruptedException {
        if (begun || files.claimed()) {
            begun = true;
            return true;
        }
        launched = launched == 0 ? System.nanoTime() : launched;
        Duration waited = Duration.ofNanos(System.nanoTime() - launched);
        if (stopCause == null && waited.compareTo(starting) < 0) {
            return true;
        }
        if (files.withdraw() != RunFiles.Withdrawal.CERTAIN) {
            return true;
        }
        end(
                null,
                stopCause != null
                        ? stopCause
                        : Ending.notStarted(call, node, "nothing began within " + waited.toSeconds() + " s"));
        return false;
    }

    private void launch(FilePath workspace) throws IOException, InterruptedException {
        if (stopCause != null && RunFiles.of(workspace, id).withdraw() != RunFiles.Withdrawal.TOO_LATE) {
            end(null, stopCause);
            return;
        }
        FlowNode step = getContext().get(FlowNode.class);
        if (step != null) {
            UpgradeAction.of(run()).approvals(id, step);
        }
        if (!saved()) {
            throw new AbortException("the build cannot be saved, so the engine was not started");
        }
        StepContext context = getContext();
        Launcher launcher = context.get(Launcher.class);
        TaskListener listener = context.get(TaskListener.class);
        if (!launcher.isUnix()) {
            throw new AbortException("the engine runs on Linux agents; " + node + " is none");
        }
        EnvVars environment = new EnvVars(context.get(EnvVars.class));
        environment.putAll(DatabaseCredentials.variables(call.credentials(), run()));
        WorkspaceReport.prepare(workspace, call);
        RunFiles files = RunFiles.of(workspace, id);
        String agentJava = files.prepare();
        String jar = EngineJar.provide(workspace, files.top());
        BourneShellScript script =
                new BourneShellScript(EngineScript.run(call, files, jar, agentJava, startedBy(environment)));
        script.charset(StandardCharsets.UTF_8);
        controller = script.launch(environment, workspace, launcher, listener);
        save();
        watch(workspace);
    }

    private void follow(FilePath workspace) throws IOException, InterruptedException {
        RunFiles files = RunFiles.of(workspace, id);
        if (inquiry == null && !begun(files)) {
            return;
        }
        if (stopCause != null) {
            urge(workspace, files);
        }
        if (inquiry != null) {
            inquire(workspace, files);
            return;
        }
        if (workspace.getChannel() != watched) {
            watch(workspace);
        }
        facts().read(files);
        Integer code = controller.exitStatus(
                workspace, getContext().get(Launcher.class), getContext().get(TaskListener.class));
        if (code == null && files.readReport() != null) {
            code = EngineScript.FOLLOWED;
        }
        if (code == null && files.life(silence) == RunFiles.Life.DEAD) {
            code = EngineScript.FOLLOWED;
        }
        if (code != null && seenExit != null) {
            finish(code);
        }
        // The agent's own notification comes with the last output: it gets one period's time.
        seenExit = code;
    }

    private void watch(FilePath workspace) throws IOException, InterruptedException {
        VirtualChannel channel = workspace.getChannel();
        EngineOutput proxy = channel.export(EngineOutput.class, this);
        controller.watch(workspace, new EngineHandler(proxy), getContext().get(TaskListener.class));
        watched = channel;
    }

    @Override
    public void output(byte[] block) {
        lines().write(block);
        readFactsSoon();
    }

    /** What the engine prints it also tells as facts: the page need not wait for the next look. */
    private void readFactsSoon() {
        synchronized (this) {
            if (reading) {
                return;
            }
            reading = true;
        }
        Timer.get()
                .schedule(
                        () -> Computer.threadPoolForRemoting.submit(() -> {
                            synchronized (this) {
                                reading = false;
                            }
                            readFacts();
                        }),
                        FACTS_PERIOD,
                        TimeUnit.MILLISECONDS);
    }

    private void readFacts() {
        try {
            FilePath workspace = FilePathUtils.find(node, path);
            if (workspace != null) {
                facts().read(RunFiles.of(workspace, id));
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "no facts of " + id + " now");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void exited(int code) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins != null && jenkins.isTerminating()) {
            // Not taken: the agent keeps what it has until the controller is back.
            throw new IllegalStateException("the controller is shutting down");
        }
        Computer.threadPoolForRemoting.submit(() -> finish(code));
    }

    /** The process has ended; what came of it stands in its report. */
    private void finish(int code) {
        try {
            synchronized (this) {
                if (ended || inquiry != null) {
                    return;
                }
            }
            FilePath workspace = FilePathUtils.find(node, path);
            if (workspace == null) {
                return;
            }
            RunFiles files = RunFiles.of(workspace, id);
            facts().read(files);
            UpgradeResult result = read(files, code);
            publish(workspace, files);
            if (result == null && files.withdraw() == RunFiles.Withdrawal.CERTAIN) {
                end(
                        null,
                        stopCause == null
                                ? Ending.notStarted(call, node, "its script ended with exit code " + code)
                                : stopCause);
                return;
            }
            if (result == null && call.changes() && Ending.unknown(code)) {
                // The next look asks.
                inquiry = new Inquiry(call, Instant.now());
                return;
            }
            end(result, stopCause == null ? Ending.failure(call, code, result) : stopCause);
        } catch (AbortException e) {
            end(null, e);
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "the end of " + id + " cannot be read now");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An upgrade that is done is done, even where its report cannot be put into the workspace. */
    private void publish(FilePath workspace, RunFiles files) throws IOException, InterruptedException {
        String defect = WorkspaceReport.publish(workspace, files, call);
        if (defect != null) {
            log().println("[ratchet] the report cannot be written to '" + call.report() + "': " + defect);
        }
    }

    private UpgradeResult read(RunFiles files, int code) throws IOException, InterruptedException {
        byte[] json = call.command().equals("status") ? files.readStatusReport() : files.readReport();
        if (json == null) {
            return null;
        }
        UpgradeResult result = call.command().equals("status") ? ReportReader.status(json) : ReportReader.report(json);
        result.reportUrl = UpgradeAction.of(run()).address();
        return result;
    }

    /** Asks the record what became of a run that nobody saw the end of. */
    private void inquire(FilePath workspace, RunFiles files) throws IOException, InterruptedException {
        if (stopCause != null) {
            log().println("[ratchet] what became of the engine is not known; `upgradeStatus` asks the record");
            end(null, stopCause);
            return;
        }
        StepContext context = getContext();
        EnvVars environment = new EnvVars(context.get(EnvVars.class));
        environment.putAll(DatabaseCredentials.variables(call.credentials(), run()));
        Inquiry.Answer answer = inquiry.ask(
                workspace, files, context.get(Launcher.class), environment, context.get(TaskListener.class));
        if (answer != null) {
            end(answer.result(), answer.failure());
        }
    }

    /** Stop file first, then a signal, then a kill; each gets the grace that was asked for. */
    private void urge(FilePath workspace, RunFiles files) throws IOException, InterruptedException {
        Duration waited = Duration.ofMillis(System.currentTimeMillis() - stopAsked);
        Duration grace = Duration.ofSeconds(call.abortGraceSeconds());
        if (!stopFileWritten) {
            files.askToStop();
            stopFileWritten = true;
            log().println("[ratchet] asked the engine to end in order; it gets " + grace.toSeconds()
                    + " s, and nothing is rolled back");
        }
        Launcher launcher = getContext().get(Launcher.class);
        TaskListener listener = getContext().get(TaskListener.class);
        if (!signalled && waited.compareTo(grace) > 0) {
            signalled = true;
            log().println("[ratchet] the engine still runs after " + waited.toSeconds() + " s; sending SIGTERM");
            signal("TERM", launcher, workspace, files, listener);
        }
        if (!killed && waited.compareTo(grace.multipliedBy(2).plus(lastWait)) > 0) {
            killed = true;
            log().println("[ratchet] the engine still runs after " + waited.toSeconds()
                    + " s; killing it. `upgradeStatus` says what the record knows");
            signal("KILL", launcher, workspace, files, listener);
        }
        giveUpWhenOverdue();
    }

    /**
     * From where the engine runs: in a container its process has another number than outside. A container that cannot be
     * reached, or does not answer, does not keep an aborted build.
     */
    private static void signal(
            String name, Launcher launcher, FilePath workspace, RunFiles files, TaskListener listener)
            throws InterruptedException {
        try {
            launcher.launch()
                    .cmds("sh", "-c", EngineScript.signal(name, files).replace("$", "$$"))
                    .pwd(workspace)
                    .quiet(true)
                    .start()
                    .joinWithTimeout(lastWait.toSeconds(), TimeUnit.SECONDS, listener);
        } catch (IOException | RuntimeException e) {
            listener.getLogger().println("[ratchet] SIG" + name + " cannot be sent: " + e.getMessage());
        }
    }

    private void giveUpWhenOverdue() {
        if (stopCause == null) {
            return;
        }
        Duration limit =
                Duration.ofSeconds(call.abortGraceSeconds()).multipliedBy(2).plus(lastWait.multipliedBy(2));
        if (Duration.ofMillis(System.currentTimeMillis() - stopAsked).compareTo(limit) > 0) {
            log().println("[ratchet] no longer waiting for the engine on " + node
                    + "; it may still run there. `upgradeStatus` says what the record knows");
            end(null, stopCause);
        }
    }

    /** Once. */
    private void end(UpgradeResult result, Throwable failure) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        if (lines != null) {
            lines.end();
        }
        try {
            Throwable told = Ending.tell(getContext(), call, id, result, failure, facts == null ? null : facts.all());
            if (told == null) {
                getContext().onSuccess(result);
            } else {
                getContext().onFailure(told);
            }
        } catch (IOException | RuntimeException e) {
            getContext().onFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            getContext().onFailure(e);
        }
    }

    private synchronized Facts facts() {
        if (facts == null) {
            facts = new Facts();
            try {
                UpgradeAction.of(run()).follow(id, facts);
            } catch (IOException | InterruptedException e) {
                LOGGER.log(Level.FINE, "no page follows " + id, e);
            }
        }
        return facts;
    }

    private synchronized MaskedLines lines() {
        if (lines == null) {
            Map<String, String> secrets = Map.of();
            try {
                secrets = DatabaseCredentials.variables(call.credentials(), run());
            } catch (IOException | InterruptedException e) {
                // The engine masks what it reads from its environment itself.
                LOGGER.log(Level.FINE, "credentials of " + id + " are gone", e);
            }
            lines = new MaskedLines(log(), DatabaseCredentials.secrets(secrets));
        }
        return lines;
    }

    private PrintStream log() {
        try {
            return getContext().get(TaskListener.class).getLogger();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Run<?, ?> run() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    private static String startedBy(EnvVars environment) {
        String url = environment.get("BUILD_URL");
        String name = environment.get("BUILD_TAG");
        return url != null ? url : name != null ? name : "Jenkins";
    }

    /** The launch must not come before the note of it: a second controller would not find the claim. */
    private boolean saved() throws InterruptedException {
        try {
            getContext().saveState().get(SAVING.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            LOGGER.log(Level.WARNING, "the build cannot be saved", e);
            return false;
        }
    }

    private void save() {
        getContext().saveState();
    }
}
