package io.jenkins.plugins.ratchet.kots;

/**
 * The place of a version among those that the vendor released in one channel.
 *
 * @param channel the vendor's id of it
 */
public record Cursor(String channel, long number) {

    /** Null where the place is not told. */
    static Cursor of(String channel, String number) {
        return channel.isBlank() || !number.matches("\\d{1,18}") ? null : new Cursor(channel, Long.parseLong(number));
    }

    /** Whether both are of one channel, so that they have an order. */
    public boolean comparable(Cursor other) {
        return other != null && other.channel.equals(channel);
    }
}
