package io.jenkins.plugins.ratchet.steps;

import java.io.InputStream;
import org.jenkinsci.plugins.durabletask.Handler;

/** Sits on the agent and passes on what durable-task finds there. */
final class EngineHandler extends Handler {
    private static final long serialVersionUID = 1L;

    private static final int BLOCK = 32 * 1024;

    /** A proxy on the agent's side. */
    private final EngineOutput engine;

    EngineHandler(EngineOutput engine) {
        this.engine = engine;
    }

    @Override
    public void output(InputStream stream) throws Exception {
        byte[] block = stream.readNBytes(BLOCK);
        while (block.length > 0) {
            engine.output(block);
            block = stream.readNBytes(BLOCK);
        }
    }

    @Override
    public void exited(int code, byte[] output) throws Exception {
        engine.exited(code);
    }
}
