package io.jenkins.plugins.ratchet.terraform;

import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program on this machine, Terraform or OpenTofu: both take the same arguments and answer alike.
 *
 * @param name with its version, as people know it, e.g. {@code OpenTofu 1.12.6}
 */
record TerraformProgram(Path path, String name) {
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern VERSION = Pattern.compile("(Terraform|OpenTofu) v((\\d+)\\.(\\d+)\\S*)");
    /** The first whose plans tell why a resource is replaced. */
    private static final int OLDEST_MINOR = 2;

    static TerraformProgram find(TerraformSettings.Program wanted, Map<String, String> environment) {
        List<String> names =
                wanted == TerraformSettings.Program.auto ? List.of("terraform", "tofu") : List.of(wanted.name());
        Path program = names.stream()
                .flatMap(name -> OnPath.find(name, environment).stream())
                .findFirst()
                .orElseThrow(() -> RunException.unavailable(String.join(" or ", names)
                        + " was not found on PATH: install Terraform 1." + OLDEST_MINOR + " or OpenTofu, or later"));
        BoundedProcess.Ended ended =
                new TerraformRun(List.of(program.toString(), "version"), VERSION_TIMEOUT, () -> false).run();
        Matcher version = VERSION.matcher(ended.out());
        if (ended.status() != 0 || !version.find()) {
            throw RunException.unavailable(program + " does not say which Terraform it is: "
                    + (ended.err().isBlank() ? ended.out() : ended.err()).strip());
        }
        if (version.group(3).equals("0")
                || Integer.parseInt(version.group(4)) < OLDEST_MINOR
                        && version.group(3).equals("1")) {
            throw RunException.unavailable(program + " is " + version.group(1) + " " + version.group(2)
                    + "; Ratchet needs 1." + OLDEST_MINOR + " or later");
        }
        return new TerraformProgram(program, version.group(1) + " " + version.group(2));
    }

    /** The word to type. */
    String command() {
        return path.getFileName().toString();
    }
}
