package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.plan.kots.KotsOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the admin console lists from the deployed version to the target, as a section of the plan's page. */
final class ConsoleSection {
    private ConsoleSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        Optional<KotsOutlook> known = report.outlook().knownKots();
        known.ifPresent(kots -> {
            blocks.add(new Section.Sentence("version " + told(kots.console()) + "; the target asks for at least "
                    + told(kots.minConsole())
                    + (report.command().equals("upgrade") ? "; before the upgrade it listed" : "")));
            blocks.add(new Section.Table(List.of("Version", "Sequence", "Status", "Required"), versions(kots)));
            if (!kots.target().preflights().isEmpty()) {
                blocks.add(new Section.Table(
                        List.of("Preflight check", "Result", "Strict", "Message"),
                        kots.target().preflights().stream()
                                .map(check -> List.of(
                                        check.title(),
                                        check.outcome().name().toLowerCase(Locale.ROOT),
                                        check.strict() ? "strict" : "",
                                        check.message()))
                                .toList()));
            }
        });
        return new Section("Admin console", "console", blocks);
    }

    private static List<List<String>> versions(KotsOutlook kots) {
        return Stream.of(kots.deployed().stream(), kots.between().stream(), Stream.of(kots.target()))
                .flatMap(versions -> versions)
                .map(ConsoleSection::version)
                .toList();
    }

    private static List<String> version(KotsVersion version) {
        return List.of(
                version.label(),
                "sequence " + version.sequence(),
                version.status(),
                version.required() ? "required" : "");
    }

    private static String told(String version) {
        return version == null ? "not known" : version;
    }
}
