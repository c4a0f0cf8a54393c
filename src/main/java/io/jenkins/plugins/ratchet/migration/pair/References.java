package io.jenkins.plugins.ratchet.migration.pair;

import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.MigrationFiles;
import io.jenkins.plugins.ratchet.migration.SourceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Searches the old version's code for what migrations take away: tables by their names, by the names of their models and
 * as what others belong to, columns by their names, whole words all. That a word means something else cannot be told, so
 * it counts.
 */
public final class References {
    /**
     * What was found.
     *
     * @param searched how many files were searched
     * @param unsearched files that are too large to be
     */
    public record Found(List<Reference> references, int searched, List<String> unsearched) {}

    /** For each loss, of each kind of path; the first ones are evidence enough. */
    private static final int KEPT = 5;

    private References() {}

    /** Whether a file of a tree is worth reading: a migration, or code. */
    public static boolean isOfInterest(String path) {
        return Sources.isCode(path) || MigrationFiles.isSql(path) || MigrationFiles.isRails(path);
    }

    public static Found find(SourceTree old, List<Loss> losses) {
        List<String> code =
                old.files().keySet().stream().filter(Sources::isCode).toList();
        List<String> unsearched =
                old.tooLarge().stream().filter(Sources::isCode).toList();
        Map<Loss, Pattern> patterns = new LinkedHashMap<>();
        losses.forEach(loss -> patterns.put(loss, pattern(loss)));
        Map<Loss, int[]> counts = new LinkedHashMap<>();
        List<Reference> found = new ArrayList<>();
        for (String path : code) {
            String text = new String(old.files().get(path), StandardCharsets.UTF_8);
            boolean admin = Sources.isAdmin(path);
            patterns.forEach((loss, pattern) -> {
                int[] count = counts.computeIfAbsent(loss, each -> new int[2]);
                Matcher matcher = pattern.matcher(text);
                while (count[admin ? 1 : 0] < KEPT && matcher.find()) {
                    count[admin ? 1 : 0]++;
                    found.add(new Reference(loss, path, line(text, matcher.start()), admin));
                }
            });
        }
        return new Found(List.copyOf(found), code.size(), unsearched);
    }

    private static int line(String text, int end) {
        return 1 + (int) text.chars().limit(end).filter(c -> c == '\n').count();
    }

    private static Pattern pattern(Loss loss) {
        if (loss.column() != null) {
            String column = word(loss.column());
            // The model knows a reference by its name without _id too.
            return Pattern.compile(
                    loss.column().endsWith("_id")
                            ? column + "|\\b(?:belongs_to|has_one)\\s*\\(?\\s*:"
                                    + Pattern.quote(loss.column().replaceFirst("_id$", "")) + "\\b"
                            : column);
        }
        String singular = Inflection.singular(loss.table());
        return Pattern.compile(List.of(
                        word(loss.table()),
                        word(Inflection.className(loss.table())),
                        "\\b(?:belongs_to|has_one|references)\\s*\\(?\\s*:" + Pattern.quote(singular) + "\\b")
                .stream()
                .collect(Collectors.joining("|")));
    }

    private static String word(String name) {
        return "(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])";
    }
}
