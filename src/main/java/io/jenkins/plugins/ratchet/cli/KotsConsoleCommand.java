package io.jenkins.plugins.ratchet.cli;

import picocli.CommandLine.Command;

/** {@code ratchet kots-console}, the family. */
@Command(
        name = "kots-console",
        description = "Looks after the admin console of KOTS itself, which is upgraded apart from the application.",
        mixinStandardHelpOptions = true)
final class KotsConsoleCommand {}
