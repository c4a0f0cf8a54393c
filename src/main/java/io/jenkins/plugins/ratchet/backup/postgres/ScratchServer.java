package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;

/**
 * Where a backup is restored for its proof.
 *
 * @param id what identifies the server
 * @param withOwnership whether owners and privileges can be restored there: by a superuser, where all roles exist
 */
record ScratchServer(DatabaseAddress address, String id, int major, String version, boolean withOwnership) {}
