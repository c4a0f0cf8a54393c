package io.jenkins.plugins.ratchet.demo;

import static io.jenkins.plugins.ratchet.demo.DemoProduct.FAILS_AT_ONCE;
import static io.jenkins.plugins.ratchet.demo.DemoProduct.FAILS_HALFWAY;
import static io.jenkins.plugins.ratchet.demo.DemoProduct.FIRST;
import static io.jenkins.plugins.ratchet.demo.DemoProduct.GOOD;
import static io.jenkins.plugins.ratchet.demo.DemoProduct.MENDED;

import io.jenkins.plugins.ratchet.demo.DemoStep.Expected;
import java.util.List;

/** What happens to the sample product, in order: one good upgrade, what is refused, two that fail, and the way out. */
final class DemoStory {
    static final List<DemoStep> STEPS = List.of(
            new DemoStep(
                    "What would the upgrade to " + GOOD.chart() + " do, and which databases does it need?",
                    Expected.done(null),
                    "plan",
                    "--to",
                    GOOD.chart()),
            new DemoStep(
                    "Straight ahead? Without a backup there would be no way back: refused.",
                    Expected.refused("backup-proven"),
                    "upgrade",
                    "--to",
                    GOOD.chart()),
            new DemoStep(
                    "So back both databases up, and prove it: each dump is restored and compared.",
                    Expected.done("backed-up"),
                    "backup",
                    "--to",
                    "backups"),
            new DemoStep(
                    "Now upgrade, to exactly the plan that was looked at: its digest says so.",
                    Expected.done("upgraded"),
                    "upgrade",
                    "--to",
                    GOOD.chart(),
                    "--plan",
                    DemoStep.DIGEST),
            new DemoStep(
                    "Does it work? Workloads, Jobs, HTTP and SQL are looked at.", Expected.done("verified"), "verify"),
            new DemoStep(
                    "Somebody wants " + FIRST.chart() + " back. The schema cannot follow: refused.",
                    Expected.refused("version-not-older"),
                    "upgrade",
                    "--chart",
                    FIRST.directory(),
                    "--to",
                    FIRST.chart()),
            new DemoStep(
                    "Somebody adds a flag that makes helm roll back on failure: refused.",
                    Expected.refused("no-rollback"),
                    "upgrade",
                    "--chart",
                    FAILS_AT_ONCE.directory(),
                    "--to",
                    FAILS_AT_ONCE.chart(),
                    "--",
                    "--atomic"),
            new DemoStep(
                    "The next upgrade begins with a backup of its own.",
                    Expected.done("backed-up"),
                    "backup",
                    "--to",
                    "backups"),
            new DemoStep(
                    FAILS_AT_ONCE.chart() + " has a migration that fails. Nothing was committed, and Ratchet knows.",
                    Expected.failed("restore"),
                    "upgrade",
                    "--chart",
                    FAILS_AT_ONCE.directory(),
                    "--to",
                    FAILS_AT_ONCE.chart()),
            new DemoStep(
                    FAILS_HALFWAY.chart() + " mends that and fails later. Now something is committed: only forward.",
                    Expected.failed("roll-forward"),
                    "upgrade",
                    "--chart",
                    FAILS_HALFWAY.directory(),
                    "--to",
                    FAILS_HALFWAY.chart()),
            new DemoStep(
                    MENDED.chart() + " mends the rest; the backup from before the first attempt still counts.",
                    Expected.done("upgraded"),
                    "upgrade",
                    "--chart",
                    MENDED.directory(),
                    "--to",
                    MENDED.chart()),
            new DemoStep("All well again?", Expected.done("verified"), "verify"));

    private DemoStory() {}
}
