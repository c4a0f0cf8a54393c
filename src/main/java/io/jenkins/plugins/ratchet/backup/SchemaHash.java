package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;

/** A digest of a database's catalog: equal digests mean that no migration changed the schema in between. */
public final class SchemaHash {
    private SchemaHash() {}

    /** SHA-256 over the normalised description of the schema, lower-case hexadecimal. */
    public static String of(Postgres postgres, DatabaseAddress address) {
        try (Connection connection = postgres.connect(address)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String line : Catalog.schema(connection)) {
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
