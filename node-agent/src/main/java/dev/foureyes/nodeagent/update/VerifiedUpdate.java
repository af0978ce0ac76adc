package dev.foureyes.nodeagent.update;

import com.google.protobuf.ByteString;

/**
 * What a manifest says that has been believed; made by {@link ManifestVerifier} only.
 *
 * @param artefactName a plain file name
 * @param artefactBytes its exact size
 * @param artefactSha256 32 bytes
 * @param unpackedBytes exact size of all its files
 */
record VerifiedUpdate(
    SoftwareVersion version,
    String platform,
    String artefactName,
    long artefactBytes,
    ByteString artefactSha256,
    long unpackedBytes) {}
