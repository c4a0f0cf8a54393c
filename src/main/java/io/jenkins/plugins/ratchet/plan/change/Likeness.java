package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Whether a key that is gone may live on under another name: a guess, and told as one. */
final class Likeness {
    private Likeness() {}

    /** 0 where it is another key; the higher, the likelier it is the same. */
    static int of(ValuePath before, JsonNode was, ValuePath after, JsonNode is) {
        if (!DefaultChanges.type(was).equals(DefaultChanges.type(is))) {
            return 0;
        }
        boolean sameParent = before.parent().equals(after.parent());
        boolean sameValue = was.equals(is);
        String old = plain(before.last());
        String young = plain(after.last());
        if (old.equals(young) && (sameParent || sameValue && distinctive(was))) {
            return 100;
        }
        boolean similar = similar(old, young);
        if (sameParent && (similar || sameValue && distinctive(was) && !was.isObject())) {
            return similar && sameValue ? 90 : 70;
        }
        if (sameParent && was.isObject() && sharedKeys(was, is)) {
            return 60;
        }
        return similar && sameValue && distinctive(was) ? 50 : 0;
    }

    /** True, 0, an empty text and their like occur everywhere and say nothing. */
    private static boolean distinctive(JsonNode value) {
        if (value.isContainerNode()) {
            return value.size() > 1;
        }
        return value.isTextual() && value.asText().length() > 4 || value.isNumber() && Math.abs(value.asLong()) > 99;
    }

    private static boolean sharedKeys(JsonNode was, JsonNode is) {
        Set<String> old = new HashSet<>();
        was.fieldNames().forEachRemaining(old::add);
        Set<String> both = new HashSet<>();
        is.fieldNames().forEachRemaining(key -> {
            if (old.contains(key)) {
                both.add(key);
            }
        });
        return both.size() > 1 && both.size() * 2 >= Math.max(was.size(), is.size());
    }

    private static String plain(String key) {
        return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }

    /** One is the other's beginning or end, or little has to be changed. */
    private static boolean similar(String old, String young) {
        int shorter = Math.min(old.length(), young.length());
        int longer = Math.max(old.length(), young.length());
        if (shorter < 3) {
            return false;
        }
        boolean part = old.startsWith(young) || young.startsWith(old) || old.endsWith(young) || young.endsWith(old);
        return part && shorter * 2 >= longer || distance(old, young) * 4 <= longer;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
