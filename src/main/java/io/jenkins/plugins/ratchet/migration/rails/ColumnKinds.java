package io.jenkins.plugins.ratchet.migration.rails;

import java.util.Set;

/** Rails's names of column types that are no domains. */
final class ColumnKinds {
    private static final Set<String> KNOWN = Set.of("""
            string text integer bigint smallint float decimal numeric money datetime timestamp timestamptz time date
            interval binary blob boolean json jsonb hstore xml uuid inet cidr macaddr bit bit_varying tsvector citext ltree
            point line lseg box path polygon circle oid int4range int8range numrange tsrange tstzrange daterange serial
            bigserial primary_key virtual vector halfvec sparsevec geometry geography st_point
            """.strip().split("\\s+"));

    private ColumnKinds() {}

    static boolean isKnown(String type) {
        return KNOWN.contains(type.replaceFirst("[(\\[].*", ""));
    }
}
