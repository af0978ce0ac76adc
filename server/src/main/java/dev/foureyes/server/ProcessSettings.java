package dev.foureyes.server;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What tells this process from others.
 *
 * @param instanceId unique among the processes of an installation that run the same role, and the
 *     same after a restart
 */
@ConfigurationProperties("foureyes.process")
record ProcessSettings(@DefaultValue("local") String instanceId) {}
