package dev.foureyes.model.health;

import java.util.function.Supplier;

/**
 * One part of a process that has to work for the process to do its job.
 *
 * @param name of the part
 * @param problem what is wrong, for people; empty when all is well. Answers at once
 */
public record HealthCheck(String name, Supplier<String> problem) {}
