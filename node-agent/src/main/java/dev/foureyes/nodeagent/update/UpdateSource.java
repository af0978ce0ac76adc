package dev.foureyes.nodeagent.update;

import java.io.IOException;
import java.io.InputStream;

/** Where an update is fetched from. Nothing that comes from there is believed. */
interface UpdateSource {

  /**
   * The manifest.
   *
   * @param maxBytes more than this is refused
   */
  byte[] manifest(int maxBytes) throws IOException, UpdateRefusedException, InterruptedException;

  /**
   * The artefact, to be closed by the caller. May be shorter, longer and other than it should be,
   * but ends or fails within a time.
   *
   * @param name its file name, beside the manifest
   */
  InputStream artefact(String name)
      throws IOException, UpdateRefusedException, InterruptedException;
}
