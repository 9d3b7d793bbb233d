// Content that nobody wants: it is received, in order or over several connections, and nothing is kept.

import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { Segments } from './segments.ts'
import { toSink } from './target.ts'
import type { Target } from './target.ts'

const nothing = { write: () => undefined, finish: () => Promise.resolve(), abandon: () => Promise.resolve() }

export function nowhere(): Target {
  return {
    ...toSink(() => nothing),
    segments({ from, total }) {
      const fd = openSync(devNull, 'w')
      const close = () => Promise.resolve(closeSync(fd))
      return Promise.resolve(
        new Segments({
          fd,
          path: 'what is received',
          missing: [[from, total! - 1]],
          total: total!,
          record: () => {},
          finish: close,
          abandon: close,
        }),
      )
    },
  }
}
