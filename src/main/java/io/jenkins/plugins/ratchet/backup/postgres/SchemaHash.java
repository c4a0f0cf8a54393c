package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.sql.Connection;
import java.sql.SQLException;

/** A digest of a database's catalog: equal digests mean that no migration changed the schema in between. */
public final class SchemaHash {
    private SchemaHash() {}

    /** SHA-256 over the normalised description of the schema, lower-case hexadecimal. */
    public static String of(Postgres postgres, DatabaseAddress address) {
        try (Connection connection = postgres.connect(address)) {
            Sha256 digest = new Sha256();
            for (String line : Catalog.schema(connection, Catalog.VERSION)) {
                digest.update(line).update("\n");
            }
            return digest.hex();
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }
}
