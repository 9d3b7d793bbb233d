// sluice lab: the web lab on this machine.

import { once } from 'node:events'
import { startLab } from '../../lab/lab.ts'
import { openBrowser } from '../browser.ts'
import { command } from '../command.ts'
import { always } from '../flags.ts'

const serving = {
  title: 'Serving',
  flags: {
    port: { short: 'p', kind: 'count', value: 'N', about: 'the port; default any that is free' },
    run: {
      kind: 'text',
      value: 'COMMAND',
      about: 'your own program, for the exercises; {url} in it is where it shall retrieve from',
    },
    'no-open': { kind: 'switch', about: 'print the address only; default: the browser opens it' },
  },
} as const

export const lab = command({
  operands: '',
  most: 0,
  more: 'Serves a page on 127.0.0.1, for this machine only, with a server to retrieve from: real sockets, and no network. The address holds a token of this start; without it nobody can steer the lab.',
  groups: [serving, always],
  examples: [
    ['sluice lab', 'then press R, and drag the delay'],
    ["sluice lab --run 'python3 mine.py {url}'", 'the exercises run mine.py and compare what it prints'],
  ],
  async run({ values }, { stdout, signal }) {
    const running = await startLab({ port: values.port, run: values.run })
    stdout.write(`${running.url}\n`)
    if (!values['no-open']) openBrowser(running.url)
    if (!signal.aborted) await once(signal, 'abort')
    await running.close()
    return 0
  },
})
