package dev.foureyes.nodeagent.update;

/**
 * The steps of an installation, each named by what has just been done. Tests end the process at
 * each of them.
 */
enum InstallStep {
  MANIFEST_READ,
  STAGING_MADE,
  ARTEFACT_HALF_FETCHED,
  ARTEFACT_FETCHED,
  ARTEFACT_VERIFIED,
  IMAGE_UNPACKED,
  IMAGE_VERIFIED,
  IMAGE_ADOPTED,
  PREVIOUS_WRITTEN,
  PENDING_WRITTEN,
  SWAPPED,
  STAGING_REMOVED
}
