package dev.foureyes.streams;

/**
 * Tells this process from others that run the same jobs, and stays the same when it is started
 * again: a job's work waits for its process instead of being handed to others.
 *
 * @param value unique among the processes that share an event log
 */
public record InstanceId(String value) {}
