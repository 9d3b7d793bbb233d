// sluice head URL: the head alone.

import { isSluiceError } from '../../errors.ts'
import type { SluiceError } from '../../errors.ts'
import { headText } from '../../render/head-text.ts'
import { resultJson } from '../../render/result.ts'
import { safe, safeJson } from '../../render/safe.ts'
import { nowhere } from '../../sink/nowhere.ts'
import type { TraceEvent } from '../../trace/event.ts'
import { SummaryFold } from '../../trace/summary.ts'
import { command } from '../command.ts'
import { retrievingOnce } from '../document-flags.ts'
import { urlOf } from '../operands.ts'
import { retrieveOnce } from '../retrieve-once.ts'

const form = {
  title: 'Form',
  flags: { json: { kind: 'switch', about: 'one JSON document, as of sluice get' } },
} as const

export const head = command({
  operands: 'URL',
  more: 'Asks with HEAD, follows redirects, and prints the last head, whatever its status is; sluice get -I puts it into a file or a pipe byte for byte.',
  groups: retrievingOnce(form),
  examples: [['sluice head http://data.pr4e.org/cover3.jpg', 'how large it is, of what type, and from when']],
  async run({ values, operands }, context) {
    const { stdout, stderr } = context
    const url = await urlOf(operands, context)
    const fold = new SummaryFold()
    const tellRedirect = (event: TraceEvent) => {
      if (event.type === 'redirect' && !values.quiet && !values.silent)
        stderr.write(`${event.status} leads to ${safe(event.to)}\n`)
    }
    let failure: SluiceError | undefined
    try {
      const to = nowhere()
      await retrieveOnce(url, { method: 'HEAD', to, watch: [fold.see, tellRedirect] }, values, context)
    } catch (error) {
      if (!isSluiceError(error)) throw error
      failure = error
    }
    const { header } = fold.summary
    if (values.json) stdout.write(`${safeJson(resultJson(fold.summary, {}, failure), 2)}\n`)
    else if (header) stdout.write(headText(header.text, stdout))
    if (failure) throw failure
    return 0
  },
})
