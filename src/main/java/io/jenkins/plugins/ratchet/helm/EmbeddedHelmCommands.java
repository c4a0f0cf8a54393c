package io.jenkins.plugins.ratchet.helm;

import com.marcnuri.helm.jni.GetValuesOptions;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.HistoryOptions;
import com.marcnuri.helm.jni.InstallOptions;
import com.marcnuri.helm.jni.LintOptions;
import com.marcnuri.helm.jni.ListOptions;
import com.marcnuri.helm.jni.RepoOptions;
import com.marcnuri.helm.jni.Result;
import com.marcnuri.helm.jni.ShowOptions;
import com.marcnuri.helm.jni.StatusOptions;
import com.marcnuri.helm.jni.TemplateOptions;
import com.marcnuri.helm.jni.UninstallOptions;
import com.marcnuri.helm.jni.UpgradeOptions;
import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Carries one helm command out by helm-java. */
final class EmbeddedHelmCommands {
    private final HelmLib helm;
    private final EmbeddedHelmArguments arguments;
    private final EmbeddedHelmKubeconfig cluster;
    private final EmbeddedHelmOutput output;
    private final PrintStream err;

    EmbeddedHelmCommands(HelmLib helm, EmbeddedHelmArguments arguments, PrintStream out, PrintStream err)
            throws IOException {
        this.helm = helm;
        this.arguments = arguments;
        this.cluster = EmbeddedHelmKubeconfig.of(arguments);
        this.output = new EmbeddedHelmOutput(arguments, out);
        this.err = err;
    }

    void run() throws IOException {
        switch (arguments.command()) {
            case "install" -> output.release(mustAnswer(install(), "INSTALLATION FAILED: "));
            case "upgrade" -> {
                if (dryRun() != null && "json".equals(arguments.value("--output"))) {
                    preview();
                } else {
                    output.upgraded(mustAnswer(upgrade(arguments.flag("--debug")), "UPGRADE FAILED: "));
                }
            }
            case "template" -> template();
            case "list" -> output.releases(answer(list(), ""));
            case "history" -> output.history(mustAnswer(history(), ""));
            case "status" -> output.release(mustAnswer(status(), ""));
            case "get values" -> output.values(mustAnswer(values(), ""));
            case "uninstall" -> output.text(mustAnswer(uninstall(), ""));
            case "lint" -> lint();
            case "version" -> output.version(mustAnswer(helm.Version(), ""));
            case "repo add" -> {
                answer(helm.RepoAdd(repository()), "");
                output.text("\"" + arguments.word(0, "a name") + "\" has been added to your repositories");
            }
            case "repo update" -> {
                answer(helm.RepoUpdate(repository()), "");
                output.text("Update Complete.");
            }
            case "repo list" -> output.repositories(answer(helm.RepoList(repository()), ""));
            default -> output.text(mustAnswer(show(), ""));
        }
    }

    private Result install() {
        return helm.Install(new InstallOptions(
                arguments.word(0, "a release name"),
                0,
                null,
                arguments.value("--version"),
                arguments.word(1, "a chart"),
                cluster.namespace(),
                null,
                0,
                arguments.flag("--create-namespace"),
                arguments.value("--description"),
                arguments.flag("--devel"),
                arguments.flag("--dependency-update"),
                arguments.flag("--disable-openapi-validation"),
                dryRun() == null ? 0 : 1,
                dryRun(),
                arguments.flag("--skip-crds"),
                arguments.flag("--wait"),
                EmbeddedHelmValues.seconds(arguments.value("--timeout")),
                EmbeddedHelmValues.set(arguments.all("--set")),
                EmbeddedHelmValues.setFiles(arguments.all("--set-file")),
                EmbeddedHelmValues.files(arguments.all("--values")),
                cluster.file(),
                cluster.contents(),
                arguments.value("--cert-file"),
                arguments.value("--key-file"),
                arguments.value("--ca-file"),
                arguments.flag("--insecure-skip-tls-verify"),
                arguments.flag("--plain-http"),
                arguments.value("--keyring"),
                arguments.flag("--debug"),
                0,
                arguments.value("--repository-config")));
    }

    /** Never atomic, never forced: Ratchet goes forward only. */
    private Result upgrade(int debug) {
        if (arguments.flag("--install") == 1 && cluster.contents() != null) {
            throw new Unusable("the embedded helm cannot combine --install with --kube-context");
        }
        return helm.Upgrade(new UpgradeOptions(
                arguments.word(0, "a release name"),
                arguments.value("--version"),
                arguments.word(1, "a chart"),
                cluster.namespace(),
                null,
                arguments.flag("--install"),
                0,
                arguments.flag("--reset-values"),
                arguments.flag("--reuse-values"),
                arguments.flag("--reset-then-reuse-values"),
                0,
                0,
                arguments.flag("--create-namespace"),
                arguments.value("--description"),
                arguments.flag("--devel"),
                arguments.flag("--dependency-update"),
                arguments.flag("--disable-openapi-validation"),
                dryRun() == null ? 0 : 1,
                dryRun(),
                arguments.flag("--skip-crds"),
                arguments.flag("--wait"),
                EmbeddedHelmValues.seconds(arguments.value("--timeout")),
                EmbeddedHelmValues.set(arguments.all("--set")),
                EmbeddedHelmValues.setFiles(arguments.all("--set-file")),
                EmbeddedHelmValues.files(arguments.all("--values")),
                cluster.file(),
                cluster.contents(),
                arguments.value("--cert-file"),
                arguments.value("--key-file"),
                arguments.value("--ca-file"),
                arguments.flag("--insecure-skip-tls-verify"),
                arguments.flag("--plain-http"),
                arguments.value("--keyring"),
                debug,
                0,
                arguments.value("--repository-config")));
    }

    /** helm's own dry run, which helm-java answers in words only, and a rendering beside it. */
    private void preview() throws IOException {
        String report = mustAnswer(upgrade(1), "UPGRADE FAILED: ");
        try (EmbeddedHelmPreview preview = EmbeddedHelmPreview.of(Path.of(arguments.word(1, "a chart")), report)) {
            String manifests =
                    answer(template(arguments.word(0, "a name"), preview.chart().toString()), "UPGRADE FAILED: ");
            output.json(preview.release(manifests));
        }
    }

    private void template() throws IOException {
        boolean named = arguments.words() > 1;
        output.text(answer(
                template(named ? arguments.word(0, "a name") : null, arguments.word(named ? 1 : 0, "a chart")), ""));
        err.println("WARNING: the embedded helm renders no hooks");
    }

    private Result template(String name, String chart) {
        return helm.Template(new TemplateOptions(
                name,
                arguments.value("--version"),
                chart,
                cluster.namespace(),
                arguments.value("--kube-version"),
                arguments.flag("--dependency-update"),
                arguments.flag("--skip-crds"),
                EmbeddedHelmValues.set(arguments.all("--set")),
                EmbeddedHelmValues.setFiles(arguments.all("--set-file")),
                EmbeddedHelmValues.files(arguments.all("--values")),
                arguments.value("--cert-file"),
                arguments.value("--key-file"),
                arguments.value("--ca-file"),
                arguments.flag("--insecure-skip-tls-verify"),
                arguments.flag("--plain-http"),
                arguments.value("--keyring"),
                arguments.flag("--debug"),
                arguments.value("--repository-config")));
    }

    private Result list() {
        return helm.List(new ListOptions(
                arguments.flag("--all"),
                arguments.flag("--all-namespaces"),
                arguments.flag("--deployed"),
                arguments.flag("--failed"),
                arguments.flag("--pending"),
                arguments.flag("--superseded"),
                arguments.flag("--uninstalled"),
                arguments.flag("--uninstalling"),
                cluster.namespace(),
                cluster.file(),
                cluster.contents()));
    }

    private Result history() {
        return helm.History(new HistoryOptions(
                arguments.word(0, "a release name"),
                arguments.number("--max"),
                cluster.namespace(),
                cluster.file(),
                cluster.contents()));
    }

    private Result status() {
        return helm.Status(new StatusOptions(
                arguments.word(0, "a release name"),
                arguments.number("--revision"),
                cluster.namespace(),
                cluster.file(),
                cluster.contents(),
                0));
    }

    private Result values() {
        return helm.GetValues(new GetValuesOptions(
                arguments.word(0, "a release name"),
                arguments.flag("--all"),
                arguments.number("--revision"),
                cluster.namespace(),
                cluster.file(),
                cluster.contents()));
    }

    private Result uninstall() {
        return helm.Uninstall(new UninstallOptions(
                arguments.word(0, "a release name"),
                arguments.flag("--dry-run"),
                arguments.flag("--no-hooks"),
                arguments.flag("--ignore-not-found"),
                arguments.flag("--keep-history"),
                arguments.value("--cascade"),
                cluster.namespace(),
                cluster.file(),
                cluster.contents(),
                arguments.flag("--debug")));
    }

    private Result show() {
        String version = arguments.value("--version");
        return helm.Show(new ShowOptions(
                arguments.word(0, "a chart"),
                arguments.command().substring("show ".length()),
                version == null && arguments.flag("--devel") == 1 ? ">0.0.0-0" : version,
                arguments.value("--cert-file"),
                arguments.value("--key-file"),
                arguments.value("--ca-file"),
                arguments.flag("--insecure-skip-tls-verify"),
                arguments.flag("--plain-http"),
                0));
    }

    private void lint() throws IOException {
        String chart = arguments.words() == 0 ? "." : arguments.word(0, "a chart");
        String report = mustAnswer(
                helm.Lint(new LintOptions(
                        Path.of(chart).toAbsolutePath().toString(),
                        arguments.flag("--strict"),
                        arguments.flag("--quiet"))),
                "");
        boolean failed = report.endsWith("Failed: true");
        output.text("==> Linting " + chart + "\n"
                + report.substring(0, report.lastIndexOf("Failed:")).stripTrailing());
        if (failed) {
            throw new IOException("1 chart(s) linted, 1 chart(s) failed");
        }
    }

    private RepoOptions repository() throws IOException {
        boolean add = arguments.command().equals("repo add");
        return new RepoOptions(
                arguments.value("--repository-config"),
                add ? arguments.word(0, "a name") : null,
                add ? null : names(),
                add ? arguments.word(1, "a URL") : null,
                arguments.value("--username"),
                arguments.flag("--password-stdin") == 1 ? firstLineOfInput() : null,
                arguments.value("--cert-file"),
                arguments.value("--key-file"),
                arguments.value("--ca-file"),
                arguments.flag("--insecure-skip-tls-verify"));
    }

    private String names() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < arguments.words(); i++) {
            names.append(i == 0 ? "" : "\n").append(arguments.word(i, "a name"));
        }
        return names.isEmpty() ? null : names.toString();
    }

    private static String firstLineOfInput() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    /** helm's {@code --dry-run} in helm-java's words; null where nothing is to be tried only. */
    private String dryRun() {
        String value = arguments.value("--dry-run");
        if (value == null || value.equals("none") || value.equals("false")) {
            return null;
        }
        return value.equals("true") ? "client" : value;
    }

    private String mustAnswer(Result result, String prefix) throws IOException {
        String answer = answer(result, prefix);
        if (answer.isEmpty()) {
            // A Go panic inside helm-java comes back as a result with nothing in it.
            throw new IOException(prefix + "helm-java ended without a result; look at the release before going on");
        }
        return answer;
    }

    private String answer(Result result, String prefix) throws IOException {
        if (result.stdErr != null) {
            err.println(result.stdErr.strip());
        }
        if (result.err != null && !result.err.isBlank()) {
            throw new IOException(prefix + result.err.strip());
        }
        return result.out == null ? "" : result.out.strip();
    }
}
