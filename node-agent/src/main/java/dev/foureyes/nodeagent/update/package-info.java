/**
 * Newer versions of the node itself. Only what verifies against a key that this build was given is
 * installed; each step that fails leaves the version that runs in place. {@code
 * docs/node-update.md} shows the whole way, with the launcher's part.
 *
 * <p>Starting points: {@code ManifestVerifier}, what is believed and why; {@code Installer}, the
 * steps to another version; {@link dev.foureyes.nodeagent.update.SelfUpdate}, all of it for an
 * agent.
 */
@NullMarked
package dev.foureyes.nodeagent.update;

import org.jspecify.annotations.NullMarked;
