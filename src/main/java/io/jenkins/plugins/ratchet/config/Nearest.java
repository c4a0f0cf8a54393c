package io.jenkins.plugins.ratchet.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class Nearest {
    private Nearest() {}

    /** The known word that is near enough to the seen one to be worth suggesting. */
    static Optional<String> to(String seen, Collection<String> known) {
        int limit = Math.max(1, Math.min(3, seen.length() / 2));
        return known.stream()
                .filter(word -> Math.abs(word.length() - seen.length()) <= limit)
                .filter(word -> distance(seen, word) <= limit)
                .min(Comparator.<String>comparingInt(word -> distance(seen, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The suggestion where there is one, otherwise all that is known. */
    static String hint(String seen, Collection<String> known) {
        return to(seen, known)
                .map(word -> "did you mean \"" + word + "\"?")
                .orElseGet(() -> "known: " + String.join(", ", known));
    }

    /** Insertions, deletions, substitutions and swaps of neighbours, letter case aside. */
    static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
