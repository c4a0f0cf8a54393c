package io.jenkins.plugins.ratchet.migration;

import java.util.Set;

/** Types that are known to be no domains: PostgreSQL's own and those of widespread extensions. */
final class ColumnTypes {
    private static final Set<String> OWN = words("""
            bigint int8 bigserial serial8 bit varbit boolean bool box bytea character char varchar national nchar cidr
            circle date double float float4 float8 inet integer int int4 interval json jsonb line lseg macaddr macaddr8
            money numeric decimal dec path pg_lsn pg_snapshot txid_snapshot point polygon real smallint int2 smallserial
            serial2 serial serial4 text time timetz timestamp timestamptz tsquery tsvector uuid xml oid name regclass
            regproc regtype jsonpath int4range int8range numrange tsrange tstzrange daterange int4multirange
            int8multirange nummultirange tsmultirange tstzmultirange datemultirange
            """);

    /** citext, hstore, ltree, pgvector, PostGIS, cube. */
    private static final Set<String> OF_EXTENSIONS = words("""
            citext hstore ltree lquery vector halfvec sparsevec geometry geography box2d box3d raster cube
            """);

    private ColumnTypes() {}

    /** @param name as it is written, perhaps with a schema; extensions lie in any */
    static boolean isKnown(String name) {
        String schema = name.substring(0, name.lastIndexOf('.') + 1);
        String plain = name.substring(schema.length());
        return OF_EXTENSIONS.contains(plain)
                || OWN.contains(plain) && (schema.isEmpty() || schema.equals("pg_catalog."));
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
