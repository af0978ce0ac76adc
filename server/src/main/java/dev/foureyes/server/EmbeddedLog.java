package dev.foureyes.server;

/**
 * The broker that runs within this process.
 *
 * @param bootstrapServers {@code host:port}
 */
record EmbeddedLog(String bootstrapServers) {}
