/**
 * How the node reaches its gateway: address, trust, channel, and what a refusal means.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.gateway.GatewayTrust}, whom the node believes;
 * {@link dev.foureyes.nodeagent.gateway.GatewayChannels}, the connection; {@link
 * dev.foureyes.nodeagent.gateway.Refusal}, why a gateway says no.
 */
@NullMarked
package dev.foureyes.nodeagent.gateway;

import org.jspecify.annotations.NullMarked;
