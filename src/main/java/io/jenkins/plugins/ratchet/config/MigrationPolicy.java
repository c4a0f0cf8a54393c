package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where the migrations of the product's versions are, so that a plan can say what they do and what a way back takes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MigrationPolicy(
        @JsonPropertyDescription("In what they are written: sql (*.sql) or rails (db/migrate, db/data).")
        Tool tool,

        @JsonPropertyDescription(
                "Tree of the version that is deployed, with its migrations and its code: a directory, a .tar, .tgz or .zip, or git:REF; {version} in it stands for its appVersion, {chart} for its chart's version.")
        String old,

        @JsonPropertyDescription("Tree of the version to go to, in the same ways.") @JsonProperty("new")
        String now,

        @JsonPropertyDescription("Folder of the application in both trees; the whole tree by default.")
        String path,

        @JsonPropertyDescription(
                "Regular expression; a comment that begins with it marks a migration as contract phase. caracal:phase\\s+contract by default.")
        String tag,

        @JsonPropertyDescription(
                "Whether rows may be written between an upgrade and a way back; true by default, false only where somebody sees to it that none are.")
        Boolean writes,

        @JsonPropertyDescription("How `plan --rehearse` runs the new version's migrations on a copy of a database.")
        RehearsalPolicy rehearsal) {

    /** In what migrations are written. */
    public enum Tool {
        sql,
        rails
    }

    public MigrationPolicy {
        tool = tool == null ? Tool.sql : tool;
        path = path == null ? "" : path;
        tag = tag == null ? "caracal:phase\\s+contract" : tag;
        writes = writes == null || writes;
    }
}
