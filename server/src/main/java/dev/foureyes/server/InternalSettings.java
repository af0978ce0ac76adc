package dev.foureyes.server;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where our processes find each other when they are several.
 *
 * @param registryPort the control plane's, for gateways
 * @param registryAddress of the control plane, as gateways see it
 * @param queryPort of the process that owns the result store, for the control plane
 * @param queryAddress of the process that owns the result store, as the control plane sees it
 * @param secretFile with what our processes show each other; the first one makes it, all need to
 *     read it
 */
@ConfigurationProperties("foureyes.internal")
record InternalSettings(
    @DefaultValue("4445") int registryPort,
    @DefaultValue("control-plane:4445") String registryAddress,
    @DefaultValue("4446") int queryPort,
    @DefaultValue("ingest-streams:4446") String queryAddress,
    @DefaultValue("data/internal/secret") Path secretFile) {}
