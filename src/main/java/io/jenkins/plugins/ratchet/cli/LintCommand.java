package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.migration.Lint;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.Migration;
import io.jenkins.plugins.ratchet.migration.MigrationFiles;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.migration.ReleasedFiles;
import io.jenkins.plugins.ratchet.migration.rails.RailsLint;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.report.LintReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet lint}. */
@Command(
        name = "lint",
        description =
                "Judges migrations in SQL and Rails's: refuses what breaks the version that still serves, unless it is tagged as"
                        + " contract phase, and what cannot be judged, unless somebody answers for it.",
        mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "PLACE",
            description =
                    "*.sql files, Rails migrations (*.rb in db/migrate and db/data), directories, globs, archives of a tree"
                            + " (.tar, .tgz, .zip), or rendered manifests (*.yaml) with migrations in ConfigMaps.")
    List<String> places;

    @Option(
            names = "--tag",
            paramLabel = "REGEX",
            defaultValue = Lint.DEFAULT_TAG,
            description =
                    "A comment `-- …` (Ruby: `# …`) that begins with it marks a file as contract phase; ${DEFAULT-VALUE} by"
                            + " default.")
    String tag;

    @Option(
            names = "--released",
            paramLabel = "FILE",
            description = "Checksums of migrations that were released and never change again, as sha256sum writes them;"
                    + " released.sha256 beside the migrations by default. Those it names are not judged again.")
    Path released;

    @Option(
            names = "--allow",
            paramLabel = "RULE=REASON",
            description = "Answers for all findings of a rule. For a single statement, write"
                    + " `-- ratchet:allow RULE REASON` (Ruby: `# …`) above it.")
    Map<String, String> allow = Map.of();

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    LintReport.Format format;

    @Option(names = "--output", paramLabel = "FILE", description = "Writes the report there instead of printing it.")
    Path output;

    @Option(
            names = "--github",
            description = "Speaks to the runner of GitHub Actions: annotations, and a step summary in the file that"
                    + " GITHUB_STEP_SUMMARY names.")
    boolean github;

    private final Terminal terminal;

    LintCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Lint lint = new Lint(tag(), waived());
        RailsLint rails = new RailsLint(tag(), waived());
        List<Migration> migrations = MigrationFiles.find(places);
        List<ReleasedFiles> frozen = released(migrations);
        List<String> files = new ArrayList<>();
        List<LintFinding> findings = new ArrayList<>();
        frozen.forEach(each -> findings.addAll(each.check()));
        for (Migration migration : migrations) {
            if (frozen.stream().noneMatch(each -> each.has(migration.file()))) {
                files.add(migration.name());
                findings.addAll(
                        migration.name().endsWith(".rb")
                                ? rails.read(migration, isData(migration)).findings()
                                : lint.check(migration));
            }
        }
        LintReport report = new LintReport(files, findings);
        if (github) {
            terminal.out().print(report.render(LintReport.Format.github));
            new GithubRunner(terminal.out(), terminal.environment()).summary(report.render(LintReport.Format.markdown));
        }
        if (!github || output != null) {
            print(report.render(format));
        }
        return (report.passed() ? ExitCode.DONE : ExitCode.REFUSED).code();
    }

    private static boolean isData(Migration migration) {
        String path = migration.file().toAbsolutePath().toString().replace(File.separatorChar, '/');
        return MigrationFiles.isData(migration.name()) || MigrationFiles.isData(path);
    }

    private Pattern tag() {
        try {
            return Pattern.compile(tag);
        } catch (PatternSyntaxException e) {
            throw RunException.usage("--tag " + tag + " is no regular expression: " + e.getDescription());
        }
    }

    private Set<String> waived() {
        Set<String> known =
                Arrays.stream(MigrationRule.values()).map(MigrationRule::id).collect(Collectors.toSet());
        allow.forEach((rule, reason) -> {
            if (!known.contains(rule)) {
                throw RunException.usage("--allow " + rule + ": there is no such rule; docs/migrations.md lists them");
            }
            if (reason.isBlank()) {
                throw RunException.usage("--allow " + rule + ": say why, as in --allow " + rule + "=REASON");
            }
        });
        return allow.keySet();
    }

    private List<ReleasedFiles> released(List<Migration> migrations) {
        if (released != null) {
            return List.of(ReleasedFiles.read(released));
        }
        Set<Path> beside = new LinkedHashSet<>();
        migrations.forEach(migration -> beside.add(migration.file().resolveSibling(ReleasedFiles.NAME)));
        return beside.stream()
                .filter(Files::isRegularFile)
                .map(ReleasedFiles::read)
                .toList();
    }

    private void print(String text) {
        if (output == null) {
            terminal.out().print(text);
            return;
        }
        try {
            Files.writeString(output, text);
        } catch (IOException e) {
            throw RunException.usage("--output " + output + " cannot be written: " + e);
        }
    }
}
