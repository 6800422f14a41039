package io.tench.driver;

/**
 * What a run's checkpoints say of where they come from.
 *
 * @param configuration the resolved run configuration, as YAML
 * @param provenance Tench's version and commit, the Java, the backend
 */
public record RunDescription(String configuration, String provenance) {}
