package io.jenkins.plugins.ratchet.steps;

/** What an agent may call in the controller while the engine runs. */
interface EngineOutput {
    /** The next bytes of the engine's output; a block may come twice after a lost connection. */
    void output(byte[] block);

    /** The process has ended. */
    void exited(int code);
}
