package hudson.slaves;

import hudson.FilePath;

public final class WorkspaceList {
    private WorkspaceList() {}

    /** A directory beside the workspace that is cleaned with it; null for a workspace at the top of a drive. */
    public static FilePath tempDir(FilePath ws) {
        FilePath parent = ws.getParent();
        return parent == null ? null : new FilePath(ws.getChannel(), ws.getRemote() + "@tmp");
    }
}
