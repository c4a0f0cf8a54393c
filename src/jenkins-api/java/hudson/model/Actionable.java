package hudson.model;

import java.util.ArrayList;
import java.util.List;

public abstract class Actionable implements ModelObject {
    private final List<Action> actions = new ArrayList<>();

    public List<Action> getActions() {
        return actions;
    }

    public void addAction(Action a) {
        actions.add(a);
    }

    public boolean addOrReplaceAction(Action a) {
        boolean replaced = actions.removeIf(old -> old.getClass() == a.getClass());
        actions.add(a);
        return replaced;
    }

    public <T extends Action> T getAction(Class<T> type) {
        return actions.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }
}
