package io.jenkins.plugins.ratchet.record;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process id means something on: a host name is not enough, as containers share names and machines are cloned.
 * On Linux the identity is the host name, the kernel's boot id and the process-id namespace.
 */
public final class Machine {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final int BOOT_ID_CHARACTERS = 8;
    private static final String ID = name() + place().map(place -> "." + place).orElse("");

    private Machine() {}

    /** Identity of this machine. */
    static String id() {
        return ID;
    }

    /** Whether a process id noted there can be looked up here. */
    static boolean is(String id) {
        // Where no boot id can be read, nothing tells two machines of one name apart.
        return place().isPresent() && ID.equals(id);
    }

    /**
     * Whether a process runs. A killed one stays in the table until its parent asks for it, and the first process of a
     * container often never does; the JDK calls that alive.
     */
    static boolean alive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            // pid (name) state …; the name may hold anything.
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException | IndexOutOfBoundsException e) {
            return process.isAlive();
        }
    }

    /** Whether some process of this machine has the marker among its arguments. */
    static boolean runs(String marker) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .anyMatch(process -> commandLine(process.pid()).contains(marker));
    }

    /** Whether some process is alive in the session that this one began; the number is not given out again meanwhile. */
    static boolean sessionRuns(long leader) {
        return ProcessHandle.allProcesses()
                .filter(process -> session(process.pid()) == leader)
                .anyMatch(Machine::alive);
    }

    /** 0 where it cannot be told. */
    private static long session(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // pid (name) state ppid pgrp session …; the name may hold anything.
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Read from /proc: the JDK leaves out long command lines. */
    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String> place() {
        try {
            String boot = Files.readString(BOOT_ID).trim();
            String namespace = Files.readSymbolicLink(PID_NAMESPACE).toString().replaceAll("\\D", "");
            return Optional.of(boot.substring(0, BOOT_ID_CHARACTERS) + "." + namespace);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Its host name. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unknown");
        }
    }
}
