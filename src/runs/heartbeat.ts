/** The record of a run is written every five seconds, other signs of life more often; a shared disk may show them late. */
export const HEARTBEAT_TIMEOUT_MS = 60_000;
