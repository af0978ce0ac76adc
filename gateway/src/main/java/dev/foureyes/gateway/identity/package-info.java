/**
 * Who a node is: its certificate, the authority that issues it, and whether the node is still
 * welcome.
 *
 * <p>Starting points: {@link dev.foureyes.gateway.identity.CertificateIssuer}; {@link
 * dev.foureyes.gateway.identity.NodeAuthenticator}, the check of every call.
 */
@NullMarked
package dev.foureyes.gateway.identity;

import org.jspecify.annotations.NullMarked;
