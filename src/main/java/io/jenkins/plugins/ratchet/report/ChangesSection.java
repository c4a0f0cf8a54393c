package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.plan.change.Changes;
import io.jenkins.plugins.ratchet.plan.change.DefaultChange;
import io.jenkins.plugins.ratchet.plan.change.ImageChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange.Action;
import io.jenkins.plugins.ratchet.plan.change.ValueChange;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import io.jenkins.plugins.ratchet.report.Section.Block;
import io.jenkins.plugins.ratchet.report.Section.Lines;
import io.jenkins.plugins.ratchet.report.Section.Sentence;
import io.jenkins.plugins.ratchet.report.Section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What will change in the cluster, as a section of the plan's page: in short first, every line of it last. */
final class ChangesSection {
    private static final int MOST_ROWS = 60;
    private static final List<String> IMAGES = List.of("Image", "Before", "Digest", "Containers");

    private ChangesSection() {}

    static Section of(Report report) {
        List<Block> blocks = new ArrayList<>();
        Changes changes = report.outlook().changes();
        if (changes != null) {
            blocks.add(new Sentence(summary(changes)));
            objects(changes, blocks);
            images(changes, blocks);
            defaults(changes, blocks);
            values(changes, blocks);
            changes.environment().forEach(text -> blocks.add(new Sentence("environment of " + text)));
            changes.notes().forEach(note -> blocks.add(new Sentence(note)));
            diffs(changes, blocks);
        }
        return new Section("What will change", "change", blocks);
    }

    private static String summary(Changes changes) {
        List<String> parts = new ArrayList<>();
        for (Action action : Action.values()) {
            long count = changes.objects().stream()
                    .filter(each -> each.action() == action)
                    .count();
            if (count > 0) {
                parts.add(count
                        + switch (action) {
                            case DELETE -> " deleted";
                            case CREATE -> " created";
                            case CHANGE -> " changed";
                            case KEEP -> " left behind";
                            case HOOK -> count == 1 ? " hook" : " hooks";
                        });
            }
        }
        if (changes.encodedBytes() == 0) {
            return "the manifests were not rendered";
        }
        return "objects: " + (parts.isEmpty() ? "" : String.join(", ", parts) + ", ") + changes.unchanged()
                + " unchanged; helm stores " + Units.bytes(changes.encodedBytes());
    }

    private static void objects(Changes changes, List<Block> blocks) {
        table(
                blocks,
                List.of("Object", "", "What"),
                changes.objects().stream()
                        .map(each -> List.of(
                                each.object().toString(), each.hook() == null ? word(each) : "hook", what(each)))
                        .toList());
    }

    private static String word(ObjectChange change) {
        return change.action().name().toLowerCase(Locale.ROOT);
    }

    private static String what(ObjectChange change) {
        String fields = String.join(", ", change.fields());
        return change.hook() == null ? fields : change.hook() + (fields.isEmpty() ? "" : ": " + fields);
    }

    private static void images(Changes changes, List<Block> blocks) {
        boolean asked = changes.images().stream().anyMatch(each -> each.pull() != null);
        table(
                blocks,
                asked ? with(IMAGES, "In the registry") : IMAGES,
                changes.images().stream()
                        .map(each -> asked ? with(row(each), pull(each.pull())) : row(each))
                        .toList());
    }

    private static List<String> row(ImageChange image) {
        return List.of(
                image.to() == null ? "(gone)" : image.to(),
                before(image),
                image.digest() == null ? "" : image.digest(),
                Integer.toString(image.containers()));
    }

    private static List<String> with(List<String> row, String more) {
        return Stream.concat(row.stream(), Stream.of(more)).toList();
    }

    /** Why, the findings tell. */
    private static String pull(ImagePull pull) {
        if (pull == null) {
            return "";
        }
        return switch (pull.state()) {
            case THERE -> "there: " + pull.digest();
            case OUT_OF_REACH -> "out of reach";
            case DENIED -> "denied";
            case MISSING -> "missing";
        };
    }

    private static String before(ImageChange image) {
        if (!image.changed()) {
            return "the same";
        }
        return image.from() == null ? "(new)" : image.from();
    }

    private static void defaults(Changes changes, List<Block> blocks) {
        table(
                blocks,
                List.of("Chart default", "", "Before", "Now", ""),
                changes.defaults().stream().map(ChangesSection::row).toList());
    }

    private static List<String> row(DefaultChange change) {
        List<String> marks = new ArrayList<>();
        if (change.overridden()) {
            marks.add("you override it");
        }
        if (change.watched()) {
            marks.add("the vendor watches it");
        }
        return List.of(
                change.key(),
                change.kind() == DefaultChange.Kind.RENAMED ? "likely renamed" : Rows.word(change.kind()),
                change.from() == null ? "" : change.from(),
                change.to() == null ? "" : change.to(),
                String.join(", ", marks));
    }

    private static void values(Changes changes, List<Block> blocks) {
        table(
                blocks,
                List.of("Your value", "", "Live", "In the files"),
                changes.values().stream().map(ChangesSection::row).toList());
    }

    private static List<String> row(ValueChange change) {
        return List.of(
                change.key(),
                Rows.word(change.kind()),
                change.from() == null ? "" : change.from(),
                change.to() == null ? "" : change.to());
    }

    private static void table(List<Block> blocks, List<String> header, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        blocks.add(new Table(header, rows.subList(0, Math.min(rows.size(), MOST_ROWS))));
        if (rows.size() > MOST_ROWS) {
            blocks.add(new Sentence((rows.size() - MOST_ROWS) + " more rows in the JSON report"));
        }
    }

    private static void diffs(Changes changes, List<Block> blocks) {
        List<String> lines = new ArrayList<>();
        for (ObjectChange change : changes.objects()) {
            if (!change.diff().isEmpty()) {
                lines.add(word(change) + " " + change.object());
                lines.addAll(change.diff());
            }
        }
        if (!lines.isEmpty()) {
            blocks.add(new Lines(
                    "Every change, line by line; **** is a secret, and another number behind it another value",
                    true,
                    lines));
        }
    }
}
