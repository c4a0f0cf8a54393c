package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;

/**
 * What a restore works with.
 *
 * @param release the release, its record, helm, events
 * @param addresses where the configured databases are, by the live values
 */
public record RestoreContext(UpgradeContext release, Postgres postgres, Addresses addresses) {}
