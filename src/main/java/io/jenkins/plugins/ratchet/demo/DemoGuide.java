package io.jenkins.plugins.ratchet.demo;

import java.io.PrintStream;
import java.nio.file.Path;

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
                  export KUBECONFIG=$PWD/kubeconfig PGPASSFILE=$PWD/pgpass PATH=$PATH:%s
                  %s

                  ratchet status
                  ratchet config --resolved
                  ratchet plan --chart %s
                  ratchet upgrade --chart %s -- --atomic
                  psql -h 127.0.0.1 -p %d -U %s %s -c 'SELECT * FROM schema_migrations'
                  curl http://127.0.0.1:%d/ready

                Charts of all versions are in charts/, the product's settings in ratchet.yaml and values.yaml; change
                them as you like. kubectl and helm work with that KUBECONFIG as well.
                """.formatted(
                        quoted(stage.directory()),
                        quoted(stage.clients().bin()),
                        ratchet,
                        DemoProduct.GOOD.directory(),
                        DemoProduct.MENDED.directory(),
                        stage.postgres().port(),
                        DemoProduct.USER,
                        DemoProduct.METADATA,
                        stage.apiPort()));
        out.flush();
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
