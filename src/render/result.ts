// The JSON document of a retrieval. Absent knowledge is null, never 0; fields may be added, a change of meaning raises `schema`.

import type { Failed } from '../trace/event.ts'
import type { Kept } from '../sink/target.ts'
import type { Summary } from '../trace/summary.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** What `--json` prints, after a failure too. */
export function resultJson(
  summary: Summary,
  kept: Kept,
  error: Pick<Failed, 'code' | 'message' | 'hint' | 'exit'> | undefined,
  verdict?: Verdict,
): Record<string, unknown> {
  const { header, bytes, reads, timings, kernel } = summary
  return {
    schema: 1,
    url: summary.url,
    final_url: summary.finalUrl,
    status: summary.status,
    http_version: summary.httpVersion,
    remote: summary.remote,
    header: header && { length: header.length, fields: header.fields },
    bytes: {
      received: bytes.received,
      header: header && bytes.header,
      body: header && bytes.body,
      content: bytes.content,
    },
    length_declared: summary.complete && summary.complete.declared,
    reads: { count: reads.count, full: reads.full, partial: reads.partial, recv_size: reads.recvSize },
    timings_ms: timings,
    limited_by: verdict?.limited_by ?? null,
    confidence: verdict?.confidence ?? null,
    verdict: verdict?.sentence ?? null,
    shares: verdict?.shares ?? null,
    evidence: verdict?.evidence ?? null,
    hint: verdict?.hint ?? null,
    kernel: kernel && {
      recv_queue_max: kernel.recvQueueMax,
      receive_buffer: kernel.receiveBuffer,
      zero_window_ms: kernel.zeroWindow,
      pause_ms: verdict?.pause ?? null,
      rtt_ms: kernel.rtt,
      segment_bytes: kernel.segmentBytes,
    },
    file:
      kept.path === undefined
        ? null
        : {
            path: kept.path,
            bytes: kept.bytes ?? null,
            sha256: summary.complete?.sha256 ?? null,
            resumed_from: kept.resumedFrom ?? null,
          },
    redirects: summary.redirects.map(({ status, from, to }) => ({ status, from, to })),
    attempts: summary.attempts,
    exchanges: summary.exchanges.map(({ url, attempt, status, timings: timings_ms }) => ({
      url,
      attempt,
      status,
      timings_ms,
    })),
    // A trace that was cut does not say how it ended.
    exit: error?.exit ?? (summary.complete ? 0 : null),
    error: error ? { code: error.code, message: error.message, hint: error.hint ?? null } : null,
  }
}
