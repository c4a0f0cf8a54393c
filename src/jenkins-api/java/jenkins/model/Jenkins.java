package jenkins.model;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.Authentication;

/** The controller; here a test says which items it has. */
public class Jenkins implements ItemGroup<Item> {
    public static final Permission ADMINISTER = Permission.CONFIGURE;

    private static final Jenkins CONTROLLER = new Jenkins();

    private final Map<String, Item> items = new ConcurrentHashMap<>();

    public static Jenkins getInstanceOrNull() {
        return null;
    }

    public static Jenkins get() {
        return CONTROLLER;
    }

    public static Authentication getAuthentication2() {
        return ACL.current();
    }

    public String getRootUrl() {
        return null;
    }

    public boolean isTerminating() {
        return false;
    }

    public boolean hasPermission(Permission permission) {
        return true;
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }

    @Override
    public Item getItem(String name) {
        return items.get(name);
    }

    /** By a path from where the context is; where that leads nowhere, by the full name. */
    public final Item getItem(String pathName, Item context) {
        List<String> path = new ArrayList<>();
        if (!pathName.startsWith("/")) {
            path.addAll(List.of(context.getParent().getFullName().split("/")));
        }
        for (String name : pathName.split("/")) {
            if (!name.equals("..")) {
                path.add(name);
            } else if (path.isEmpty()) {
                return null;
            } else {
                path.remove(path.size() - 1);
            }
        }
        path.removeIf(String::isEmpty);
        Item found = getItemByFullName(String.join("/", path));
        return found == null ? getItemByFullName(pathName) : found;
    }

    public Item getItemByFullName(String fullName) {
        return items.get(fullName);
    }

    public void know(Item item) {
        items.put(item.getFullName(), item);
    }
}
