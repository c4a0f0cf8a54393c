package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.plan.compose.ServiceChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What will become of each service of a project of docker compose, as a section of the plan's page. */
final class ComposeSection {
    private static final int DIGEST = "sha256:".length() + 12;

    private ComposeSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        report.outlook().knownCompose().ifPresent(project -> {
            blocks.add(new Section.Sentence("project " + project.project() + ", engine " + project.engine()
                    + ", Compose " + project.compose()));
            blocks.add(new Section.Table(
                    List.of("Service", "What is done", "Runs", "Will run", "The new image"),
                    project.services().stream().map(ComposeSection::service).toList()));
            List<List<String>> variables = project.services().stream()
                    .filter(change -> change.role() != ServiceChange.Role.LEFT)
                    .flatMap(change -> change.variables().stream().map(variable -> List.of(change.service(), variable)))
                    .toList();
            if (!variables.isEmpty()) {
                blocks.add(new Section.Table(List.of("Service", "Variable"), variables));
            }
        });
        return new Section("Services", "services", blocks);
    }

    private static List<String> service(ServiceChange change) {
        String done = switch (change.role()) {
            case MIGRATION -> "migrates";
            case LEFT -> "left alone";
            default -> change.changed() ? "replaced" : "unchanged";
        };
        String place = switch (change.place()) {
            case HERE -> "here";
            case REGISTRY -> "in its registry";
            case BUILT -> "to be built";
            case MISSING -> "missing";
            case UNKNOWN -> "to be pulled";
        };
        return List.of(
                change.service(),
                done,
                image(change.before(), change.digestBefore()),
                image(change.after(), change.digestAfter()),
                change.why() == null ? place : place + ": " + change.why());
    }

    private static String image(String name, String digest) {
        if (name == null) {
            return "nothing";
        }
        return digest == null || name.contains("@")
                ? name
                : name + " ("
                        + digest.substring(0, Math.min(DIGEST, digest.length())).toLowerCase(Locale.ROOT) + ")";
    }
}
