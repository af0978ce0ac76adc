package dev.foureyes.server;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where results are stored.
 *
 * @param file of the SQLite store
 */
@ConfigurationProperties("foureyes.store")
record StoreSettings(@DefaultValue("data/results/results.db") Path file) {}
