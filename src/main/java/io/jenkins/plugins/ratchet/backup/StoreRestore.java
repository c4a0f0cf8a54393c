package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import java.util.List;
import java.util.Optional;

/**
 * A backup on its way back to a data store that has no names to exchange. First it is made ready beside what is in use,
 * which may take long and may fail; then, while nobody writes, it takes the place of that. Each step may be called again
 * after a crash, by a run that knows nothing but the record.
 */
public interface StoreRestore extends AutoCloseable {
    /** What would make it fail half way, found without changing anything. */
    List<String> obstacles();

    /** What is in use now, in words. */
    String present();

    /** What is in use afterwards, in words. */
    String restored();

    /** Whether it makes something beside what is in use, under the name that it was given. */
    default boolean named() {
        return false;
    }

    /** What is in use now and will not be afterwards, as far as it can be told without reading everything. */
    List<String> lost();

    /** What the reader of the plan should know. */
    default List<String> notes() {
        return List.of();
    }

    /** What leads the release to what was restored and no value of a connection says: a person has to do it. */
    default List<String> byHand() {
        return List.of();
    }

    /** Whether what is in use is overwritten, so that it must be backed up, once nobody writes to it any more. */
    boolean overwrites();

    /** Makes it ready beside what is in use, and compares it with what was backed up. */
    void prepare();

    /** Puts it in its place, and compares. @return what is there now, in words */
    String exchange();

    /** Removes what {@link #prepare} has made, after a restore that will not be ended. */
    default void discard() {}

    /** Where the release has to be led. */
    default Optional<Move> move() {
        return Optional.empty();
    }

    /**
     * From one address to another.
     *
     * @param there its host is only known once it is prepared, where this is asked before
     */
    record Move(DatabaseAddress here, DatabaseAddress there) {}

    /** Ends what helps it on this machine; what it restored stays. */
    @Override
    default void close() {}
}
