package org.jenkinsci.plugins.workflow;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which agent a path is on, by name; here a test says which agents are connected. */
public class FilePathUtils {
    private static final Map<String, VirtualChannel> CONNECTED = new ConcurrentHashMap<>();

    private FilePathUtils() {}

    public static String getNodeName(FilePath f) throws IllegalStateException {
        return CONNECTED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(f.getChannel()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no known agent for " + f));
    }

    public static FilePath find(String node, String path) {
        VirtualChannel channel = CONNECTED.get(node);
        return channel == null ? null : new FilePath(channel, path);
    }

    public static void connect(String node, VirtualChannel channel) {
        CONNECTED.put(node, channel);
    }

    public static void disconnect(String node) {
        CONNECTED.remove(node);
    }
}
