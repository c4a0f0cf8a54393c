package io.jenkins.plugins.ratchet.cli;

/** The entry point of {@code ratchet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("ratchet");
    }
}
