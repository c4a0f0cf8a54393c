package io.jenkins.plugins.ratchet.migration.pair;

import io.jenkins.plugins.ratchet.migration.Loss;

/**
 * A place in the old version's code that names what a migration takes away.
 *
 * @param admin whether only administrators run it
 */
public record Reference(Loss loss, String file, int line, boolean admin) {}
