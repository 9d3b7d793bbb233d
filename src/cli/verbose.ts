// -v: what was sent and received, as curl shows it.

import { safe } from '../render/safe.ts'
import { duration } from '../render/units.ts'
import type { Connected, TraceEvent, Watcher } from '../trace/event.ts'
import type { Output } from './command.ts'

/** `*` what happens, `>` what was sent, `<` what came. */
export function verbose(stderr: Output): Watcher {
  const lines = (mark: string, text: string) => {
    for (const line of safe(text).split(/\r?\n/)) stderr.write(`${mark} ${line}\n`.replace(/ +\n$/, '\n'))
  }
  return (event: TraceEvent) => {
    switch (event.type) {
      case 'resolve':
        return lines('*', `${event.host} is ${event.addresses.join(', ')} (${duration(event.took)})`)
      case 'connect':
        return lines('*', connected(event))
      case 'tls':
        return lines('*', `${event.version} ${event.cipher} (${duration(event.took)})`)
      case 'request':
        return lines('>', `${event.text}\n`)
      case 'head':
        return lines('<', `${event.text}\n`)
      case 'redirect':
        return lines('*', `${event.status} leads to ${event.to}`)
      case 'retry':
        return lines('*', `trying again in ${duration(event.wait)}: ${event.why}`)
      case 'range':
      case 'resume':
        return lines('*', event.why)
      case 'complete':
        return lines('*', `${event.received} bytes received, ${event.content} of content`)
      default:
        return undefined
    }
  }
}

function connected({ address, port, took, reused }: Connected): string {
  const peer = `${address}${port === undefined ? '' : ` port ${port}`}`
  return reused ? `the connection to ${peer} is used again` : `connected to ${peer} (${duration(took)})`
}
