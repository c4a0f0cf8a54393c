package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** A step that runs one command of the engine; the parameters that all of them have. */
public abstract class EngineStep extends Step {
    static final String DEFAULT_CONFIG = "ratchet.yaml";
    static final int DEFAULT_ABORT_GRACE = 60;

    private String config = DEFAULT_CONFIG;
    private String release;
    private String namespace;
    private String chart;
    private List<String> values;
    private String kubeContext;
    private String helm;
    private String java;
    private List<String> allow;
    private List<DatabaseCredentials> credentials;
    private String report;
    private int abortGrace = DEFAULT_ABORT_GRACE;

    public final String getConfig() {
        return config;
    }

    @DataBoundSetter
    public final void setConfig(String config) {
        this.config = trimmed(config) == null ? DEFAULT_CONFIG : trimmed(config);
    }

    public final String getRelease() {
        return release;
    }

    @DataBoundSetter
    public final void setRelease(String release) {
        this.release = trimmed(release);
    }

    public final String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public final void setNamespace(String namespace) {
        this.namespace = trimmed(namespace);
    }

    public final String getChart() {
        return chart;
    }

    @DataBoundSetter
    public final void setChart(String chart) {
        this.chart = trimmed(chart);
    }

    public final List<String> getValues() {
        return values;
    }

    @DataBoundSetter
    public final void setValues(List<String> values) {
        this.values = copy(values);
    }

    public final String getKubeContext() {
        return kubeContext;
    }

    @DataBoundSetter
    public final void setKubeContext(String kubeContext) {
        this.kubeContext = trimmed(kubeContext);
    }

    public final String getHelm() {
        return helm;
    }

    @DataBoundSetter
    public final void setHelm(String helm) {
        this.helm = trimmed(helm);
    }

    public final String getJava() {
        return java;
    }

    @DataBoundSetter
    public final void setJava(String java) {
        this.java = trimmed(java);
    }

    public final List<String> getAllow() {
        return allow;
    }

    @DataBoundSetter
    public final void setAllow(List<String> allow) {
        this.allow = copy(allow);
    }

    public final List<DatabaseCredentials> getCredentials() {
        return credentials;
    }

    @DataBoundSetter
    public final void setCredentials(List<DatabaseCredentials> credentials) {
        this.credentials = copy(credentials);
    }

    public final String getReport() {
        return report;
    }

    @DataBoundSetter
    public final void setReport(String report) {
        this.report = trimmed(report);
    }

    public final int getAbortGrace() {
        return abortGrace;
    }

    @DataBoundSetter
    public final void setAbortGrace(int abortGrace) {
        this.abortGrace = Math.max(0, abortGrace);
    }

    /** The engine's command. */
    abstract String command();

    /** Options of this command alone. */
    void addOptions(Arguments arguments) {}

    /** What goes to {@code helm upgrade}. */
    List<String> helmArguments() {
        return List.of();
    }

    boolean unstableOnFailedChecks() {
        return false;
    }

    /** Where the step goes, for its label; null where its parameters do not say. */
    String target() {
        return null;
    }

    /**
     * Looks at what was given. Not in the setters: an exception there reaches the user as "Could not instantiate", with
     * a stack trace around the sentence that helps.
     *
     * @throws AbortException in words for the user
     */
    void check() throws AbortException {
        if (report != null && !WorkspaceReport.staysInside(report)) {
            throw new AbortException(functionName() + ": report is '" + report
                    + "'; expected a path inside the workspace, e.g. 'ratchet-report'");
        }
    }

    final EngineCall call(String function) {
        Arguments arguments = new Arguments()
                .option("--config", config)
                .option("--release", release)
                .option("--namespace", namespace)
                .option("--chart", chart)
                .options("--values", values)
                .option("--kube-context", kubeContext)
                .option("--helm", helm)
                .options("--allow", allow);
        addOptions(arguments);
        return new EngineCall(
                function,
                command(),
                arguments.list(),
                helmArguments(),
                java,
                credentials,
                report,
                abortGrace,
                unstableOnFailedChecks());
    }

    @Override
    public final StepExecution start(StepContext context) throws Exception {
        check();
        String label = label();
        FlowNode node = context.get(FlowNode.class);
        if (label != null && node != null) {
            node.addAction(new LabelAction(label));
        }
        return execution(context, call(functionName()));
    }

    /** What runs the engine; for a step with a block, what runs that too. */
    StepExecution execution(StepContext context, EngineCall call) {
        return new EngineStepExecution(context, call);
    }

    abstract String functionName();

    private String label() {
        if (release == null && target() == null) {
            return null;
        }
        return Words.cut(
                (release == null ? "" : release + " ") + (target() == null ? "" : "→ " + target()), Words.LABEL);
    }

    static String trimmed(String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    static <T> List<T> copy(List<T> list) {
        return list == null || list.isEmpty() ? null : new ArrayList<>(list);
    }

    /** What all of these steps have in common for Jenkins. */
    public abstract static class EngineStepDescriptor extends StepDescriptor {
        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FlowNode.class, FilePath.class, EnvVars.class, Launcher.class, TaskListener.class);
        }

        @Override
        public final String getDisplayName() {
            return Words.text(getFunctionName());
        }

        /** A list as a form shows it. */
        public final String lines(List<String> list) {
            return list == null ? "" : String.join("\n", list);
        }

        /** A form has a list as lines of a text. */
        @Override
        public final Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            for (String list : List.of("values", "allow", "extraArgs", "databases", "quiet")) {
                String text = form.optString(list + "Lines");
                form.remove(list + "Lines");
                if (!text.isBlank()) {
                    JSONArray array = new JSONArray();
                    text.lines()
                            .map(String::trim)
                            .filter(line -> !line.isEmpty())
                            .forEach(array::add);
                    form.put(list, array);
                }
            }
            return super.newInstance(request, form);
        }

        /** Only what says where the step goes: no list, no id of a credential. */
        @Override
        public final String argumentsToString(Map<String, Object> arguments) {
            String text = List.of("namespace", "release", "chart", "version").stream()
                    .map(arguments::get)
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .filter(value -> !value.isBlank())
                    .collect(Collectors.joining(" "));
            return text.isEmpty() ? null : Words.cut(text, Words.LABEL);
        }
    }
}
