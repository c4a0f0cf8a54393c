package io.jenkins.plugins.ratchet.report;

import java.util.List;

/**
 * A part of the plan's page, told once and shown by every renderer in its own way.
 *
 * @param title as a heading
 * @param label one word of at most ten letters, for the console
 */
record Section(String title, String label, List<Block> blocks) {

    Section {
        blocks = List.copyOf(blocks);
    }

    /** A piece of a section. All texts may be foreign: renderers mask, bound and escape them. */
    sealed interface Block {}

    /** A sentence. */
    record Sentence(String text) implements Block {}

    /**
     * Rows of cells.
     *
     * @param header names of the columns; not shown on the console
     */
    record Table(List<String> header, List<List<String>> rows) implements Block {}

    /**
     * Lines that stay lines, as a unified diff; shown folded where a page can.
     *
     * @param diff whether lines that start with + and - are added and taken away
     */
    record Lines(String title, boolean diff, List<String> lines) implements Block {}
}
