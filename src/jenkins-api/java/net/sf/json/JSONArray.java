package net.sf.json;

import java.util.ArrayList;
import java.util.List;

public final class JSONArray {
    private final List<Object> content = new ArrayList<>();

    public boolean add(Object value) {
        return content.add(value);
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
