package io.jenkins.plugins.ratchet.migration.rails;

import java.util.List;

/**
 * A statement of a Ruby file: its own tokens, and what stands in blocks below it.
 *
 * @param head the tokens without those of its blocks
 * @param blocks in order: of {@code do … end}, braces, {@code def}, {@code class}, and every branch of a condition
 */
record RubyStatement(List<RubyToken> head, List<RubyBlock> blocks) {

    /**
     * What stands in a block.
     *
     * @param parameters names between bars
     * @param at how many tokens of the head stand before it
     */
    record RubyBlock(List<String> parameters, List<RubyStatement> body, int at) {}

    int line() {
        return head.isEmpty() ? 0 : head.get(0).line();
    }

    boolean startsWith(String word) {
        return !head.isEmpty() && head.get(0).is(word);
    }
}
