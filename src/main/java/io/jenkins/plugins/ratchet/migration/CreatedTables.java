package io.jenkins.plugins.ratchet.migration;

import java.util.HashSet;
import java.util.Set;

/**
 * The tables and types that a migration has made itself so far. No version that serves knows them, so nothing done to them breaks
 * one. Names count as they are written: one with its schema is not the one without.
 */
final class CreatedTables {
    private final Set<String> names = new HashSet<>();
    private final Set<String> types = new HashSet<>();

    void add(String name) {
        names.add(name);
    }

    void remove(String name) {
        names.remove(name);
    }

    boolean has(String name) {
        return name != null && names.contains(name);
    }

    /** A type that cannot refuse a value by itself: an enumeration, a row or a range. */
    void addType(String name) {
        types.add(name);
    }

    boolean hasType(String name) {
        return types.contains(name);
    }

    /** The same names may mean other tables from here on. */
    void forget() {
        names.clear();
        types.clear();
    }
}
