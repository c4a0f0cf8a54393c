package hudson.remoting;

/** The channel to one's own process. */
public class LocalChannel implements VirtualChannel {
    public static final LocalChannel HERE = new LocalChannel();

    @Override
    public <T> T export(Class<T> type, T instance) {
        return instance;
    }
}
