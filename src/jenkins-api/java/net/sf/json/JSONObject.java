package net.sf.json;

import java.util.LinkedHashMap;
import java.util.Map;

public final class JSONObject {
    private final Map<String, Object> content = new LinkedHashMap<>();

    public Object get(String key) {
        return content.get(key);
    }

    public Object put(Object key, Object value) {
        return content.put((String) key, value);
    }

    public Object remove(String key) {
        return content.remove(key);
    }

    public boolean has(String key) {
        return content.containsKey(key);
    }

    public String optString(String key) {
        Object value = content.get(key);
        return value == null ? "" : value.toString();
    }
}
