// sluice serve [DIR]: the origin, a server to retrieve from.

import { once } from 'node:events'
import { statSync } from 'node:fs'
import { SluiceError } from '../../errors.ts'
import { accessLine } from '../../origin/access.ts'
import { startOrigin } from '../../origin/origin.ts'
import { safe } from '../../render/safe.ts'
import { command } from '../command.ts'
import { always } from '../flags.ts'

const serving = {
  title: 'Serving',
  flags: {
    port: { short: 'p', kind: 'count', value: 'N', about: 'the port; default any that is free' },
    host: {
      kind: 'text',
      value: 'ADDRESS',
      about: 'the address to listen on; default 127.0.0.1: nobody but this machine',
    },
    quiet: { short: 'q', kind: 'switch', about: 'no line a request' },
  },
} as const

export const serve = command({
  operands: '[DIR]',
  most: 1,
  more: 'Serves the files of DIR, or else a small site of its own, to this machine. What it can be asked to do is at /help: query parameters at any path make it slow, paced, stalled, cut.',
  groups: [serving, always],
  examples: [['sluice serve --port 8080', 'then: sluice why "http://localhost:8080/cover3.jpg?pace=1448,20ms"']],
  async run({ values, operands: [dir] }, { stdout, stderr, signal }) {
    if (dir !== undefined && !isDirectory(dir))
      throw new SluiceError('usage', { problem: `${JSON.stringify(dir)} is no directory` })
    const origin = await startOrigin({
      ...(values.port === undefined ? {} : { port: values.port }),
      ...(values.host === undefined ? {} : { host: values.host }),
      ...(dir === undefined ? {} : { dir }),
      ...(values.quiet ? {} : { log: (access) => stderr.write(`${safe(accessLine(access))}\n`) }),
    })
    stdout.write(`${origin.url}/\n`)
    if (!signal.aborted) await once(signal, 'abort')
    await origin.close()
    return 0
  },
})

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
