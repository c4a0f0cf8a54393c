package io.jenkins.plugins.ratchet.backup.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares a restored database with its source.
 *
 * @param sourceMajor major version of the source's server
 * @param restoredMajor major version of the server it was restored on
 * @param superuser whether a superuser restored it: only then owners, privileges and publications were restored
 */
record Comparison(
        SourceSnapshot.Description source,
        SourceSnapshot.Description restored,
        int sourceMajor,
        int restoredMajor,
        boolean superuser) {

    /** Part of GRANT ALL from 17 on, and so of every owner's privileges. */
    private static final Pattern MAINTAIN = Pattern.compile(", [^,]+ MAINTAIN( grantable)?(?=,|$)");

    /**
     * Before 15 everybody could create objects in the schema public. pg_dump 15 and later writes its privileges as what
     * differs from the new default, so that a server before 15 ends up with CREATE for everybody.
     */
    private static final String PUBLIC_SCHEMA = " schema public:";

    /** Whether both were described by the same queries; otherwise only what they hold can be compared. */
    boolean withDefinitions() {
        return source.comparison() == restored.comparison();
    }

    /** What was restored otherwise than the source has it; empty where nothing was. */
    List<String> differences() {
        List<String> found = new ArrayList<>(source.fingerprint().contentDifferences(restored.fingerprint()));
        if (!withDefinitions()) {
            return found;
        }
        found.addAll(Catalog.differences(schema(source), schema(restored)));
        if (superuser) {
            owners().stream().filter(line -> !excused(line)).forEach(found::add);
        }
        return found;
    }

    /** What the comparison does not cover, and why. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!withDefinitions()) {
            notes.add(
                    "definitions, owners and privileges were not compared, only what is in the database: the manifest is"
                            + " of version " + source.comparison()
                            + " of the comparison, and this Ratchet knows none newer than "
                            + Catalog.VERSION);
        } else if (sourceMajor != restoredMajor) {
            notes.add("definitions of views, expressions and conditions were not compared: the source is PostgreSQL "
                    + sourceMajor + ", the scratch server PostgreSQL " + restoredMajor
                    + ", and each prints them in its own way");
        }
        if (superuser && withDefinitions()) {
            owners().stream()
                    .filter(this::excused)
                    .forEach(line -> notes.add("the privileges of the schema public are not restored as they were: "
                            + line + "; grant or revoke them by hand after a restore"));
        }
        source.fingerprint().extensions().forEach((name, version) -> {
            String there = restored.fingerprint().extensions().get(name);
            if (!version.equals(there)) {
                notes.add("extension " + name + " is restored in version " + there + ", the source has " + version);
            }
        });
        source.fingerprint().tables().forEach((name, table) -> {
            if (table.checksum() == null) {
                notes.add("table " + name + " was compared by its number of rows only: it has rows too long to hash");
            }
        });
        return notes;
    }

    private List<String> owners() {
        return Catalog.differences(ownership(source), ownership(restored));
    }

    private boolean excused(String difference) {
        return (sourceMajor < 15 || restoredMajor < 15) && difference.contains(PUBLIC_SCHEMA);
    }

    private List<String> schema(SourceSnapshot.Description description) {
        List<String> lines = description.schema().stream()
                .filter(line -> superuser || !line.startsWith("publication "))
                .filter(line -> !line.startsWith(Subscriptions.KIND)) // never restored
                .toList();
        return sourceMajor == restoredMajor ? lines : Catalog.outline(lines);
    }

    private List<String> ownership(SourceSnapshot.Description description) {
        return sourceMajor == restoredMajor
                ? description.ownership()
                : description.ownership().stream()
                        .map(line -> MAINTAIN.matcher(line).replaceAll(""))
                        .toList();
    }
}
