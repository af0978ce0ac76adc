package dev.foureyes.server;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where our processes find each other when they are several.
 *
 * @param registryPort the control plane's, for gateways
 * @param registryAddress of the control plane, as gateways see it
 * @param queryPort of the process that owns the result store, for the control plane
 * @param queryAddress of the process that owns the result store, as the control plane sees it
 */
@ConfigurationProperties("foureyes.internal")
record InternalSettings(
    @DefaultValue("4445") int registryPort,
    @DefaultValue("control-plane:4445") String registryAddress,
    @DefaultValue("4446") int queryPort,
    @DefaultValue("ingest-streams:4446") String queryAddress) {}
