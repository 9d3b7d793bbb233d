// From flags to the options of a retrieval, the same for every command that retrieves.

import { both, every, rate } from '../net/gate.ts'
import type { Gate } from '../net/gate.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import type { Values } from './flag.ts'
import type { clocks, reading } from './flags.ts'

type Flags = Values<typeof reading.flags & typeof clocks.flags>

/** @param slowly the reads are looked at one by one, so 5120 bytes each unless the flags say otherwise */
export function retrievalOptions(values: Flags, slowly: boolean): RetrieveOptions {
  const gate = gateOf(values)
  const recvSize = values['recv-size'] || (slowly || values.delay ? 5120 : 1024 * 1024)
  return {
    recvSize,
    ...(gate ? { gate } : {}),
    ...(values.rcvbuf ? { receiveBuffer: values.rcvbuf } : {}),
    ...(values['http1.0'] ? { httpVersion: '1.0' as const } : {}),
    ...(values['connect-timeout'] === undefined ? {} : { connectTimeout: values['connect-timeout'] }),
    ...(values['idle-timeout'] === undefined ? {} : { idleTimeout: values['idle-timeout'] }),
    ...(values['max-time'] === undefined ? {} : { maxTime: values['max-time'] }),
  }
}

function gateOf(values: Flags): Gate | undefined {
  const delayed = values.delay ? every(values.delay) : undefined
  const limited = values['limit-rate'] ? rate(values['limit-rate']) : undefined
  return delayed && limited ? both(delayed, limited) : (delayed ?? limited)
}
