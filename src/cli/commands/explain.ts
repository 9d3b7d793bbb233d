// sluice explain FILE: what a transcript of reads shows.

import { SluiceError } from '../../errors.ts'
import { explanation } from '../../render/explanation.ts'
import { readTranscript, transcriptFacts } from '../../trace/transcript.ts'
import { command } from '../command.ts'
import { always } from '../flags.ts'
import { textOf } from '../trace-input.ts'

/** Characters of a transcript at most: a million lines are fewer. */
const longest = 64 * 1024 * 1024

export const explain = command({
  operands: 'FILE',
  more: 'Reads lines `bytes total`, as urljpeg.py and --reads print them (with `...` where lines were left out, and with the header or without; - is stdin), and says what they show: header and body, the size of the segments, the initial window, when the buffer was full and when it ran dry. It says so when nothing fits.',
  groups: [always],
  examples: [['python3 urljpeg.py | sluice explain -', 'what your own program saw']],
  async run({ operands }, { stdin, stdout }) {
    const [path, ...others] = operands
    if (path === undefined || others.length > 0)
      throw new SluiceError('usage', { problem: `explain wants one transcript, not ${operands.length}` })
    const name = path === '-' ? 'stdin' : path
    let text = ''
    for await (const part of textOf(path, stdin)) {
      text += part
      if (text.length > longest)
        throw new SluiceError('list-unreadable', { path: name, reason: `longer than ${longest} characters` })
    }
    const lines = readTranscript(text, name)
    stdout.say(explanation(lines, transcriptFacts(lines)))
    return 0
  },
})
