// A request to the origin and what became of it, and the line that says so.

import type { Outcome } from './conversation.ts'

export interface Access extends Outcome {
  /** Numbers the origin's connections, from 1. */
  connection: number
  client: { address: string; port: number }
}

/** `127.0.0.1:40312 GET /cover3.jpg HTTP/1.1 200 complete, 230607 bytes in 3 ms, 0 ms of it blocked` */
export function accessLine({ client, request, status, sent, took, blocked, ended }: Access): string {
  const asked = request ? `${request.method} ${request.target} HTTP/${request.version}` : 'no request'
  const times = `${Math.round(took)} ms, ${Math.round(blocked)} ms of it blocked`
  return `${client.address}:${client.port} ${asked} ${status ?? 'verbatim'} ${ended}, ${sent} bytes in ${times}`
}
