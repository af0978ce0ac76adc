package dev.foureyes.nodeagent.spool;

import dev.foureyes.nodeagent.disk.DiskFile;
import java.io.IOException;
import java.util.Optional;

/**
 * What is lost when a segment is given up.
 *
 * @param results those that are neither acknowledged nor lost already
 * @param dueTimes theirs
 */
record SegmentSurvey(long results, DueTimes dueTimes) {

  /**
   * Reads a segment for what it still holds.
   *
   * @param acked all below is acknowledged
   */
  static SegmentSurvey of(
      DiskFile file, Incarnation incarnation, Segment segment, long acked, Losses losses)
      throws IOException {
    SegmentSurvey survey = new SegmentSurvey(0, DueTimes.UNKNOWN);
    FrameScanner scanner = new FrameScanner(file, incarnation, segment.firstSeq(), segment.bytes());
    for (Optional<Frame> frame = scanner.next(); frame.isPresent(); frame = scanner.next()) {
      if (frame.get().seq() >= acked
          && !losses.contains(frame.get().seq())
          && Payloads.content(frame.get().payload()) instanceof Payloads.ResultContent result) {
        survey =
            new SegmentSurvey(survey.results + 1, survey.dueTimes.and(DueTimes.of(result.due())));
      }
    }
    return survey;
  }

  /** Of a segment that cannot be read: as many as it may have held. */
  static SegmentSurvey unreadable(Segment segment, long acked) {
    return new SegmentSurvey(
        segment.endSeq() - Math.max(acked, segment.firstSeq()), DueTimes.UNKNOWN);
  }
}
