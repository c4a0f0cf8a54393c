package io.jenkins.plugins.ratchet.demo;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Tells how to go on by hand while everything is kept running. */
final class DemoGuide {
    private DemoGuide() {}

    static void print(DemoStage stage, PrintStream out) {
        String ratchet = DemoHome.jar()
                .map(jar -> "alias ratchet=\"java -jar " + quoted(jar) + "\"")
                .orElse("# ratchet: java -jar ratchet.jar");
        out.println("""

                Everything stays up until Ctrl-C. In another terminal:

                  cd %s
                  export KUBECONFIG=$PWD/kubeconfig PGPASSFILE=$PWD/pgpass%s
                  %s

                  ratchet status
                  ratchet plan --chart %s     # refused: older than what is deployed
                  ratchet backup --to backups
                  ratchet upgrade --chart %s  # with a change in values.yaml, for example
                  ratchet verify
                  psql -h 127.0.0.1 -p %d -U %s %s -c 'SELECT * FROM schema_migrations'
                  curl http://127.0.0.1:%d/ready

                Charts of all versions are in charts/, the product's settings in ratchet.yaml and values.yaml; change
                them as you like. kubectl and helm work with that KUBECONFIG as well.
                """.formatted(
                        quoted(stage.directory()),
                        path(stage.clients().bin()),
                        ratchet,
                        DemoProduct.GOOD.directory(),
                        DemoProduct.MENDED.directory(),
                        stage.postgres().port(),
                        DemoProduct.USER,
                        DemoProduct.METADATA,
                        stage.apiPort()));
        out.flush();
    }

    /** Something to add to the shell's search path; nothing where that has the client programs already. */
    private static String path(Path bin) {
        String path = System.getenv("PATH");
        boolean there = path != null && List.of(path.split(File.pathSeparator)).contains(bin.toString());
        return there ? "" : " PATH=$PATH:" + quoted(bin);
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
