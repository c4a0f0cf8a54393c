package hudson.model;

import java.io.File;
import java.io.IOException;

public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements Saveable {
    public abstract File getRootDir();

    public abstract JobT getParent();

    public abstract String getUrl();

    public abstract int getNumber();

    public abstract RunT getPreviousBuild();

    public abstract boolean isBuilding();

    public abstract void setResult(Result r);

    @Override
    public void addAction(Action a) {
        super.addAction(a);
    }

    @Override
    public abstract String getDisplayName();

    @Override
    public abstract void save() throws IOException;
}
