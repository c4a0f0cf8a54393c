package io.jenkins.plugins.ratchet.demo;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** The sample product on the small cluster, for tests of other packages. */
public final class Playground implements AutoCloseable {
    private final DemoStage stage;

    public Playground() throws Exception {
        stage = DemoStage.prepare("embedded", new PrintStream(OutputStream.nullOutputStream()));
    }

    /** Has {@code ratchet.yaml}, the values and the charts. */
    public Path directory() {
        return stage.directory();
    }

    public Path kubeconfig() {
        return stage.kubeconfig();
    }

    /** Variables that the database clients need. */
    public String path() {
        return stage.clients().bin() + ":" + System.getenv("PATH");
    }

    @Override
    public void close() {
        stage.close();
    }
}
