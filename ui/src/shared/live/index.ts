export { LiveProvider, useLive, useLiveStatus, useLostSince } from "./LiveProvider";
export { type EventSourceLike, type LiveEvent, type LiveStatus, LiveStream, MAX_URL_LENGTH } from "./LiveStream";
