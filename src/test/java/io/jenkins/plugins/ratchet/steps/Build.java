package io.jenkins.plugins.ratchet.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A pipeline build with one agent: workspace, log, connection, and what is saved of it. */
final class Build {
    private static final Map<String, Build> ALL = new ConcurrentHashMap<>();

    final String agent = "agent-" + UUID.randomUUID();
    final Path workspace;
    final EnvVars environment = new EnvVars();
    final TestRun run;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream logger = new PrintStream(log, true, StandardCharsets.UTF_8);
    private volatile Connection connection;
    /** What a block around the step makes of the agent's launcher. */
    volatile UnaryOperator<Launcher> decorator = launcher -> launcher;

    Build(Path directory) {
        this(directory, directory.resolve("workspace"));
    }

    /** A build of this job. */
    Build(Path directory, TestJob job) {
        this(directory, directory.resolve("workspace"), job);
    }

    Build(Path directory, Path workspace) {
        this(directory, workspace, new TestJob(Jenkins.get(), "carto"));
    }

    private Build(Path directory, Path workspace, TestJob job) {
        this.workspace = workspace;
        run = new TestRun(directory.toFile(), job);
        environment.put("BUILD_URL", "http://jenkins.example/job/carto/7/");
        environment.put("PATH", System.getenv("PATH"));
        ALL.put(agent, this);
        connect();
    }

    void connect() {
        connection = new Connection();
        FilePathUtils.connect(agent, connection);
    }

    void disconnect() {
        connection.open = false;
        FilePathUtils.disconnect(agent);
    }

    FilePath workspacePath() {
        return new FilePath(connection, workspace.toString());
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    Context step() {
        return new Context(this);
    }

    /** A channel whose proxies fail once it is closed. */
    private static final class Connection implements VirtualChannel {
        private volatile boolean open = true;

        @Override
        public <T> T export(Class<T> type, T instance) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (!open) {
                            throw new IllegalStateException("channel is closed");
                        }
                        try {
                            return method.invoke(instance, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    /** The context of one step. */
    static final class Context extends StepContext {
        private static final long serialVersionUID = 1L;

        final transient Build build;
        final transient Node node = new Node();
        final transient CompletableFuture<Object> result = new CompletableFuture<>();
        /** The execution as the controller last saved it. */
        transient volatile byte[] saved;

        transient volatile StepExecution execution;
        /** The block, once the step has started it. */
        final transient CompletableFuture<BodyExecutionCallback> body = new CompletableFuture<>();

        private transient volatile boolean dead;
        /** Lets a test stop the clock while a state is being saved. */
        transient volatile Runnable onSave = () -> {};

        Context(Build build) {
            this.build = build;
        }

        Context start(EngineStep step) throws Exception {
            execution = step.start(this);
            execution.start();
            return this;
        }

        /** Another controller goes on from what was saved; this one never says a word again. */
        Context restartFrom(byte[] state) throws Exception {
            dead = true;
            build.disconnect();
            build.connect();
            Context next = new Context(build);
            Reviving.CONTEXT.set(next);
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(state))) {
                next.execution = (StepExecution) in.readObject();
            }
            next.saved = state;
            next.execution.onResume();
            return next;
        }

        Object await() throws Exception {
            return result.get(60, TimeUnit.SECONDS);
        }

        @Override
        public <T> T get(Class<T> key) throws IOException {
            if (dead) {
                throw new IOException("this controller is dead");
            }
            Object found = key == FilePath.class
                    ? build.workspacePath()
                    : key == EnvVars.class
                            ? build.environment
                            : key == Launcher.class
                                    ? build.decorator.apply(new LocalLauncher(build.listener()))
                                    : key == TaskListener.class
                                            ? build.listener()
                                            : key == Run.class ? build.run : key == FlowNode.class ? node : null;
            return key.cast(found);
        }

        @Override
        public void onSuccess(Object value) {
            if (!dead) {
                result.complete(value);
            }
        }

        @Override
        public void onFailure(Throwable t) {
            if (!dead) {
                result.completeExceptionally(t);
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setResult(hudson.model.Result worse) {
            build.run.setResult(worse);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            return new BodyInvoker() {
                private BodyExecutionCallback callback;

                @Override
                public BodyInvoker withCallback(BodyExecutionCallback wanted) {
                    callback = wanted;
                    return this;
                }

                @Override
                public BodyExecution start() {
                    body.complete(callback);
                    return new Inside(Context.this);
                }
            };
        }

        void endBody(Object value) {
            body.join().onSuccess(this, value);
        }

        void failBody(Throwable why) {
            body.join().onFailure(this, why);
        }

        /** A block that goes on until a test ends it, or it is cancelled. */
        private static final class Inside extends BodyExecution {
            private static final long serialVersionUID = 1L;

            private final Context context;

            Inside(Context context) {
                this.context = context;
            }

            @Override
            public boolean cancel(Throwable why) {
                context.failBody(why);
                return true;
            }

            @Override
            public boolean cancel(boolean interrupt) {
                return false;
            }

            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public boolean isDone() {
                return false;
            }

            @Override
            public Object get() {
                return null;
            }

            @Override
            public Object get(long time, TimeUnit unit) {
                return null;
            }
        }

        @Override
        public Saved saveState() {
            if (!dead) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(execution);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                saved = bytes.toByteArray();
                onSave.run();
            }
            return new Saved();
        }

        private Object writeReplace() {
            return new Reviving();
        }

        private static final class Reviving implements Serializable {
            private static final long serialVersionUID = 1L;
            private static final ThreadLocal<Context> CONTEXT = new ThreadLocal<>();

            private Object readResolve() {
                return CONTEXT.get();
            }
        }
    }

    private TaskListener listener() {
        return new Log(agent);
    }

    private static final class Log implements TaskListener {
        private static final long serialVersionUID = 1L;
        private final String agent;

        Log(String agent) {
            this.agent = agent;
        }

        @Override
        public PrintStream getLogger() {
            return ALL.get(agent).logger;
        }
    }

    static final class Saved extends CompletableFuture<Void>
            implements com.google.common.util.concurrent.ListenableFuture<Void> {
        Saved() {
            complete(null);
        }
    }

    static final class Node extends FlowNode {
        @Override
        public void save() {}

        @Override
        public String getDisplayName() {
            return "step";
        }
    }

    static final class TestRun extends Run<TestJob, TestRun> implements Queue.Executable {
        private final File root;
        private final TestJob job;
        volatile Result result = Result.SUCCESS;

        TestRun(File root, TestJob job) {
            this.root = root;
            this.job = job;
        }

        @Override
        public File getRootDir() {
            return root;
        }

        @Override
        public TestJob getParent() {
            return job;
        }

        @Override
        public String getUrl() {
            return "job/carto/7/";
        }

        @Override
        public int getNumber() {
            return 7;
        }

        @Override
        public TestRun getPreviousBuild() {
            return null;
        }

        @Override
        public boolean isBuilding() {
            return true;
        }

        @Override
        public void setResult(Result r) {
            result = r;
        }

        @Override
        public String getDisplayName() {
            return "#7";
        }

        @Override
        public void save() {}
    }
}
