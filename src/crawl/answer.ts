// One request of a visit, and all of its answer.

import type { SluiceError } from '../errors.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { Body } from '../bulk/body.ts'
import type { Lane } from '../bulk/lane.ts'
import type { Times } from '../bulk/taker.ts'

export interface Answer {
  head: ResponseHead | undefined
  body: Body
  error: SluiceError | undefined
  /** Why it was not read to its end. */
  refusal: { state: 'failed' | 'robots'; why: string } | undefined
  times: Times
  /** When it was asked for, ms since 1970. */
  at: number
}

export interface AskOptions {
  /** Of a large body, while it arrives. */
  part: string
  maxBytes: number
  /** Why a head says that its body is not for us. */
  refuses: (head: ResponseHead) => string | undefined
}

export function ask(lane: Lane, request: string, { part, maxBytes, refuses }: AskOptions): Promise<Answer> {
  return new Promise((resolve) => {
    const at = Date.now()
    const body = new Body(part)
    let head: ResponseHead | undefined
    let refusal: Answer['refusal']
    const tooLarge = (size: number) => {
      refusal = { state: 'failed', why: `too-large: more than --max-filesize ${maxBytes}: ${size} bytes` }
    }
    lane.ask(request, {
      head(received) {
        head = received
        const why = refuses(received)
        if (why !== undefined) refusal = { state: 'robots', why }
        else if (received.framing.type === 'length' && received.framing.length > maxBytes)
          tooLarge(received.framing.length)
        return refusal === undefined
      },
      content(bytes) {
        // Not by `length`: what is lent now is wanted later.
        body.add(bytes, undefined)
        if (body.size <= maxBytes) return
        tooLarge(body.size)
        lane.close()
      },
      end: (error, times) => resolve({ head, body, error: refusal ? undefined : error, refusal, times, at }),
    })
  })
}
