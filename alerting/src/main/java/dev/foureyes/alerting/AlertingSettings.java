package dev.foureyes.alerting;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How alert rules are evaluated.
 *
 * @param stateDirectory local state of the job; it can be lost
 * @param threads of the job, 1 to 64
 * @param commitInterval how long an incident may take to become visible
 */
@ConfigurationProperties("foureyes.alerting")
public record AlertingSettings(
    @DefaultValue("data/streams") Path stateDirectory,
    @DefaultValue("1") int threads,
    @DefaultValue("100ms") Duration commitInterval) {}
